import type { ExportedValue } from "../sandbox/sandbox-protocol.ts";
import { viewIn } from "./cell-role.ts";
import type { RunRequest } from "./engine-runs.ts";

/** What the engine has to simulate for a cell; null if the cell shows no run. */
export function runRequestOf(
  values: readonly ExportedValue[],
  fileOf: (fileName: string) => Uint8Array | null,
): RunRequest | null {
  const view = viewIn(values);
  if (view === null) return null;
  const { groupBy, stream, settings } = view;
  const file = stream.kind === "file" ? fileOf(stream.fileName) : null;
  return { groupBy, stream, settings, ...(file !== null && { file }) };
}
