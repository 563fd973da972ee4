/**
 * Buffers of the typed arrays inside an answer, to hand over instead of copying. Only `Series` answers own theirs; a
 * trace stays in use in the worker, so its columns are copied by the clone (4 MB for 100,000 steps).
 */
export function transferables(answer: unknown): Transferable[] {
  if (typeof answer !== "object" || answer === null || !("queryMs" in answer)) return [];
  return Object.values(answer)
    .filter((value): value is Float64Array => value instanceof Float64Array)
    .map((column) => column.buffer as ArrayBuffer);
}
