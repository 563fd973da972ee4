import { positionOfOffset } from "../../notebook-file/source-position.ts";
import { sourceOffsets } from "./cell-places.ts";
import type { OpenedNotebook } from "./open-notebook.ts";

/**
 * Ends the process with 1 at an error that a cell let happen behind its back, in a timer or a promise that nothing awaits,
 * and names the cell and the line at which it begins.
 */
export function reportUncaught(file: string, { text, notebook }: OpenedNotebook): void {
  const offsets = sourceOffsets(notebook);
  const onFault = (error: unknown): void => {
    const id = error instanceof Error ? /\bcell-(\w+)\.js:/.exec(error.stack ?? "")?.[1] : undefined;
    const offset = id === undefined ? undefined : offsets.get(id);
    const cell = notebook.cells.find((one) => one.id === id);
    const place = offset === undefined ? file : `${file}:${positionOfOffset(text, offset).line}`;
    const where = cell === undefined || cell.name === "" ? "" : ` in ${cell.name}`;
    process.stderr.write(`${place}: error${where}, that nothing awaited: ${String(error)}\n`);
    process.exit(1);
  };
  process.on("uncaughtException", onFault).on("unhandledRejection", onFault);
}
