import { TilescopeError } from "../errors.ts";
import type { Json } from "../schema/json.ts";
import type { Features } from "../serving/feature-request.ts";
import type { ExternalHandler } from "../serving/join/external-source.ts";

function plusOne(keys: Readonly<Record<string, Json>>): Features {
  const plus = Object.entries(keys).map(([name, json]) => {
    if (typeof json === "string") return { name: `${name}_plus`, type: "string", value: `${json}+` } as const;
    const value = json === null ? null : Math.trunc(Number(json)) + 1;
    return { name: `${name}_plus`, type: "long", value } as const;
  });
  return { schema: plus.map(({ name, type }) => ({ name, type })), row: plus.map(({ value }) => value) };
}

/** The handlers that the fetch cases register. */
export const EXTERNAL_HANDLERS: ReadonlyMap<string, ExternalHandler> = new Map<string, ExternalHandler>([
  ["plus_one", async (requests) => requests.map(plusOne)],
  [
    "always_fails",
    async (requests) => requests.map(() => new TilescopeError("serving/external-failed", "It always fails")),
  ],
]);
