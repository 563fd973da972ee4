import { expect, it } from "vitest";
import { partitionForKey } from "./partition-for-key.ts";

/** Hashes that Kafka's own tests name for murmur2; a modulus above 2^31 shows them whole. */
const KAFKA_HASHES: readonly (readonly [string, number])[] = [
  ["21", -973932308],
  ["foobar", -790332482],
  ["a-little-bit-long-string", -985981536],
  ["a-little-bit-longer-string", -1486304829],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ["abc", 479470107],
];

it("hashes keys as Kafka does", () => {
  for (const [key, hash] of KAFKA_HASHES)
    expect(partitionForKey(new TextEncoder().encode(key), 2 ** 31)).toBe(hash & 0x7fffffff);
});

it("puts records without a key into partition 0", () => {
  expect(partitionForKey(null, 12)).toBe(0);
});
