import { viewIn } from "../../../engine/src/notebook-file/cell-role.ts";
import { textHash } from "../../../engine/src/notebook-file/fingerprint.ts";
import type { Notebook } from "../../../engine/src/notebook-file/notebook.ts";
import type { ExportedValue } from "../../../engine/src/notebook-file/sandbox-protocol.ts";
import { stringifyJson } from "../../../engine/src/schema/json.ts";
import type { StreamDefinition } from "../../../engine/src/simulation/stream.ts";
import type { RunRequest } from "./engine-runs.ts";

/** Names a stream by its definition: edits of its events hold for exactly these events. */
export function streamHash(stream: StreamDefinition): string {
  return textHash(stringifyJson(stream));
}

/** What the engine has to simulate for a cell; null if the cell shows no run. */
export function runRequestOf(
  values: readonly ExportedValue[],
  fileOf: (fileName: string) => Uint8Array | null,
  edits: Notebook["edits"],
): RunRequest | null {
  const view = viewIn(values);
  if (view === null) return null;
  const { groupBy, stream, settings } = view;
  const file = stream.kind === "file" ? fileOf(stream.fileName) : null;
  const moved = edits[streamHash(stream)];
  return { groupBy, stream, settings, ...(moved !== undefined && { edits: moved }), ...(file !== null && { file }) };
}
