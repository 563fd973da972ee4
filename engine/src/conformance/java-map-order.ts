import type { SparkValue } from "../expression/index.ts";

function hashOfText(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0;
  return hash;
}

function hashOf(key: SparkValue): number | null {
  if (typeof key === "string") return hashOfText(key);
  if (typeof key === "number" && Number.isInteger(key)) return key | 0;
  return typeof key === "boolean" ? (key ? 1231 : 1237) : null;
}

/**
 * Entries in the order in which a `java.util.HashMap` of this size lists them: the recorder read and wrote maps
 * through one, so neither the rows nor the results keep the order of insertion.
 */
export function javaMapOrder<T extends readonly [SparkValue, unknown]>(entries: readonly T[]): T[] {
  let capacity = 1;
  while (capacity < entries.length) capacity *= 2;
  if (entries.length > Math.floor(capacity * 0.75)) capacity *= 2;
  const placed = entries.map((entry) => {
    const hash = hashOf(entry[0]);
    return { entry, bucket: hash === null ? 0 : (hash ^ (hash >>> 16)) & (capacity - 1) };
  });
  return placed.sort((a, b) => a.bucket - b.bucket).map(({ entry }) => entry);
}
