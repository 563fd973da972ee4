import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TilescopeError } from "../src/errors.ts";
import type { GetResponse, KVStore, PutRequest } from "../src/ports/kv-store.ts";
import { MAX_KEY_BYTES, MAX_NAME_BYTES } from "../src/ports/limits.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const KEY = bytes(2, 50);

function put(tsMillis: number, value: number, more: Partial<PutRequest> = {}): PutRequest {
  return { dataset: "A_STREAMING", keyBytes: KEY, valueBytes: bytes(value), tsMillis, ...more };
}

function found(response: GetResponse | undefined): { millis: number; bytes: number[]; sizeMs?: number }[] {
  if (response === undefined) throw new Error("a request without a response");
  if (!response.ok) throw response.error;
  return response.values.map(({ millis, bytes: value, tile }) => ({
    millis,
    bytes: [...value],
    ...(tile === undefined ? {} : { sizeMs: tile.sizeMs }),
  }));
}

async function all(store: KVStore, keyBytes = KEY, afterTsMillis = Number.NEGATIVE_INFINITY, dataset = "A_STREAMING") {
  return found((await store.multiGet([{ dataset, keyBytes, afterTsMillis }]))[0]);
}

/** The code of the `TilescopeError` that a call rejects with. */
export async function rejection(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TilescopeError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

/** What every KVStore must do. `open` is called before each test with limits of `maxValueBytes` bytes. */
export function kvStoreConformance(
  name: string,
  maxValueBytes: number,
  open: () => Promise<{ store: KVStore; done: () => Promise<void> }>,
): void {
  describe(`KVStore conformance: ${name}`, () => {
    let store: KVStore;
    let done: () => Promise<void>;

    beforeEach(async () => {
      ({ store, done } = await open());
    });
    afterEach(async () => done());

    it("keeps all appended values of one key and one ms, in order", async () => {
      await store.multiPut([put(10, 1), put(10, 2)]);
      await store.multiPut([put(10, 3), put(9, 4), put(11, 5)]);
      expect(await all(store)).toEqual([
        { millis: 9, bytes: [4] },
        { millis: 10, bytes: [1] },
        { millis: 10, bytes: [2] },
        { millis: 10, bytes: [3] },
        { millis: 11, bytes: [5] },
      ]);
    });

    it("replaces a tile by key, start and size", async () => {
      const tile = (startMs: number, sizeMs: number, value: number) =>
        put(startMs + 1, value, { tile: { startMs, sizeMs } });
      expect(await store.multiPut([tile(300, 100, 1), tile(300, 50, 2), tile(200, 100, 3)])).toEqual([
        true,
        true,
        true,
      ]);
      await store.multiPut([tile(300, 100, 4), tile(300, 100, 5)]);
      expect(await all(store)).toEqual([
        { millis: 200, bytes: [3], sizeMs: 100 },
        { millis: 300, bytes: [2], sizeMs: 50 },
        { millis: 300, bytes: [5], sizeMs: 100 },
      ]);
    });

    it("never replaces a tile by one of a lower version", async () => {
      const tile = (value: number, version?: number) =>
        put(301, value, { tile: { startMs: 300, sizeMs: 100 }, ...(version === undefined ? {} : { version }) });
      const after = async (...puts: readonly PutRequest[]) => {
        for (const one of puts) expect(await store.multiPut([one])).toEqual([true]);
        return (await all(store)).map(({ bytes: [value] }) => value);
      };
      expect(await after(tile(1, 7), tile(2, 5), tile(3, 6))).toEqual([1]);
      expect(await after(tile(4, 7))).toEqual([4]);
      expect(await after(tile(5, Number.MAX_SAFE_INTEGER), tile(6, Number.MAX_SAFE_INTEGER - 1))).toEqual([5]);
      expect(await after(tile(7), tile(8, 0))).toEqual([8]);
      expect(
        await store.multiPut([tile(9, 3), tile(10, 2), put(401, 11, { tile: { startMs: 400, sizeMs: 100 } })]),
      ).toEqual([true, true, true]);
      expect((await all(store)).map(({ bytes: [value] }) => value)).toEqual([9, 11]);
      await store.drop("A_STREAMING");
      expect(await after(tile(12, 1))).toEqual([12]);
    });

    it("keeps an appended value once that is put again with its version, in the order of versions", async () => {
      const event = (version: number, value: number, tsMillis = 10) => put(tsMillis, value, { version });
      await store.multiPut([event(7, 7), event(5, 5)]);
      await store.multiPut([event(2 ** 40, 40), event(7, 8), event(5, 5), event(7, 7, 11), event(0, 0)]);
      expect(await all(store)).toEqual([
        { millis: 10, bytes: [0] },
        { millis: 10, bytes: [5] },
        { millis: 10, bytes: [8] },
        { millis: 10, bytes: [40] },
        { millis: 11, bytes: [7] },
      ]);
      expect((await all(store, KEY, 11)).length).toBe(1);
    });

    it("reads from a time on, that time included", async () => {
      await store.multiPut([put(30, 3), put(10, 1), put(20, 2)]);
      expect((await all(store, KEY, 20)).map((value) => value.millis)).toEqual([20, 30]);
      expect((await all(store, KEY, 21)).map((value) => value.millis)).toEqual([30]);
      expect(await all(store, KEY, 31)).toEqual([]);
    });

    it("gives the latest value without a time", async () => {
      await store.multiPut([put(20, 1), put(30, 2), put(10, 3), put(30, 4)]);
      const [latest, absent] = await store.multiGet([
        { dataset: "A_STREAMING", keyBytes: KEY },
        { dataset: "A_STREAMING", keyBytes: bytes(2) },
      ]);
      expect(found(latest)).toEqual([{ millis: 30, bytes: [4] }]);
      expect(found(absent)).toEqual([]);
    });

    it("orders times of every sign and size", async () => {
      const times = [
        Number.MIN_SAFE_INTEGER,
        -(2 ** 32) - 1,
        -(2 ** 32),
        -1,
        0,
        1,
        255,
        256,
        2 ** 31,
        2 ** 32,
        1_704_882_600_000,
        Number.MAX_SAFE_INTEGER,
      ];
      await store.multiPut(times.map((time, i) => put(time, i)).reverse());
      expect((await all(store)).map((value) => value.millis)).toEqual(times);
      for (const time of times) {
        expect((await all(store, KEY, time)).map((value) => value.millis)).toEqual(times.filter((t) => t >= time));
      }
    });

    it("keeps keys and datasets apart, whatever bytes they hold", async () => {
      const keys = [bytes(), bytes(0), bytes(0, 0), bytes(255), bytes(255, 255), bytes(1, 0, 255), bytes(128, 2)];
      const names = ["A", "A_", "AA", "Ä", "B"];
      await store.multiPut(
        names.flatMap((dataset, d) =>
          keys.map((keyBytes, k) => ({ dataset, keyBytes, valueBytes: bytes(d, k), tsMillis: 0 })),
        ),
      );
      expect(await store.list()).toEqual([...names].sort());
      for (const [d, dataset] of names.entries()) {
        for (const [k, keyBytes] of keys.entries()) {
          expect(await all(store, keyBytes, 0, dataset)).toEqual([{ millis: 0, bytes: [d, k] }]);
        }
      }
      await store.drop("A");
      expect(await all(store, bytes(), 0, "A")).toEqual([]);
      expect(await all(store, bytes(), 0, "AA")).toEqual([{ millis: 0, bytes: [2, 0] }]);
      expect(await store.list()).toEqual(["AA", "A_", "B", "Ä"]);
    });

    it("answers one response per request, in order", async () => {
      await store.multiPut([put(1, 1), put(2, 2, { keyBytes: bytes(9) })]);
      const requests = [bytes(9), KEY, bytes(8), KEY].map((keyBytes) => ({ dataset: "A_STREAMING", keyBytes }));
      expect((await store.multiGet(requests)).map(found)).toEqual([
        [{ millis: 2, bytes: [2] }],
        [{ millis: 1, bytes: [1] }],
        [],
        [{ millis: 1, bytes: [1] }],
      ]);
      expect(await store.multiGet([])).toEqual([]);
      expect(await store.multiPut([])).toEqual([]);
    });

    it("creates and drops datasets", async () => {
      expect(await store.list()).toEqual([]);
      await store.create("X");
      await store.multiPut([put(1, 1, { dataset: "X" })]);
      await store.create("X");
      expect(await all(store, KEY, 0, "X")).toHaveLength(1);
      await store.drop("X");
      await store.drop("X");
      expect(await store.list()).toEqual([]);
      await store.multiPut([put(1, 2, { dataset: "X" })]);
      expect(await all(store, KEY, 0, "X")).toEqual([{ millis: 1, bytes: [2] }]);
    });

    it("keeps its own copy of what was put, and of any size up to the limit", async () => {
      const valueBytes = new Uint8Array(maxValueBytes).fill(7);
      const keyBytes = new Uint8Array(MAX_KEY_BYTES).fill(255);
      const dataset = "d".repeat(MAX_NAME_BYTES);
      const stored = store.multiPut([{ dataset, keyBytes, valueBytes, tsMillis: 5 }]);
      await stored;
      valueBytes.fill(8);
      const [value] = await all(store, keyBytes, 5, dataset);
      expect(value?.bytes.length).toBe(maxValueBytes);
      expect(value?.bytes.every((byte) => byte === 7)).toBe(true);
      await store.multiPut([put(6, 0, { valueBytes: bytes() })]);
      expect(await all(store)).toEqual([{ millis: 6, bytes: [] }]);
    });

    it("refuses what is beyond its limits, and then stores nothing of the call", async () => {
      const bad: [string, Partial<PutRequest>][] = [
        ["kv-store/value-too-large", { valueBytes: new Uint8Array(maxValueBytes + 1) }],
        ["kv-store/key-too-large", { keyBytes: new Uint8Array(MAX_KEY_BYTES + 1) }],
        ["kv-store/bad-name", { dataset: "" }],
        ["kv-store/bad-name", { dataset: "x".repeat(MAX_NAME_BYTES + 1) }],
        ["kv-store/bad-time", { tsMillis: 0.5 }],
        ["kv-store/bad-time", { tsMillis: Number.NaN }],
        ["kv-store/bad-version", { version: -1 }],
        ["kv-store/bad-version", { version: 0.5 }],
        ["kv-store/bad-time", { tile: { startMs: 0, sizeMs: 0 } }],
        ["kv-store/bad-time", { tile: { startMs: 2 ** 60, sizeMs: 1 } }],
      ];
      for (const [code, more] of bad) {
        expect(await rejection(store.multiPut([put(1, 1), put(1, 2, more)]))).toBe(code);
      }
      expect(await all(store)).toEqual([]);
      expect(await rejection(store.multiGet([{ dataset: "A", keyBytes: KEY, afterTsMillis: 1.5 }]))).toBe(
        "kv-store/bad-time",
      );
    });

    it("takes concurrent puts of one key", async () => {
      await Promise.all(Array.from({ length: 50 }, (_, i) => store.multiPut([put(7, i)])));
      expect((await all(store)).map((value) => value.bytes[0])).toEqual(Array.from({ length: 50 }, (_, i) => i));
    });

    it("refuses everything once closed", async () => {
      await store.multiPut([put(1, 1)]);
      await store.close();
      await store.close();
      for (const call of [
        () => store.create("A"),
        () => store.multiPut([put(1, 1)]),
        () => store.multiGet([{ dataset: "A", keyBytes: KEY }]),
        () => store.list(),
        () => store.drop("A"),
      ]) {
        expect(await rejection(call())).toBe("kv-store/closed");
      }
    });
  });
}
