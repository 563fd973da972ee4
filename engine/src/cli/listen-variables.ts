import { UsageError } from "./usage-error.ts";

/** `--host` and `--port` as the variables that they stand in for. Throws `UsageError` for what is no port. */
export function listenVariables(
  [host]: readonly string[],
  [port]: readonly string[],
): { readonly HOST?: string; readonly PORT?: string } {
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535))
    throw new UsageError(`--port must be a number from 1 to 65535, not "${port.slice(0, 40)}".`);
  return { ...(host !== undefined && { HOST: host }), ...(port !== undefined && { PORT: port }) };
}
