import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Log, LogAppend } from "../src/ports/log.ts";
import { partitionForKey } from "../src/ports/partition-for-key.ts";
import { rejection } from "./kv-store-conformance.ts";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const record = (value: string, more: Partial<LogAppend> = {}): LogAppend => ({
  key: null,
  value: text(value),
  ...more,
});

async function values(log: Log, topic: string, partition = 0, offset = 0, limit = 1_000): Promise<string[]> {
  const records = await log.read(topic, partition, offset, limit);
  return records.map(({ value }) => new TextDecoder().decode(value));
}

/** Resolves when the log has called back once more. */
function nextAppend(log: Log, topic: string): { heard: Promise<void>; stop: () => void } {
  let stop = (): void => {};
  const heard = new Promise<void>((resolve) => {
    stop = log.watch(topic, resolve);
  });
  return { heard, stop };
}

/** What every Log must do. `open` is called before each test; its clock must stand at `nowMs`. */
export function logConformance(
  name: string,
  maxValueBytes: number,
  nowMs: number,
  open: () => Promise<{ log: Log; done: () => Promise<void> }>,
): void {
  describe(`Log conformance: ${name}`, () => {
    let log: Log;
    let done: () => Promise<void>;

    beforeEach(async () => {
      ({ log, done } = await open());
    });
    afterEach(async () => done());

    it("gives offsets without gaps, per partition", async () => {
      await log.createTopic("t", 2);
      expect(await log.append("t", [record("a"), record("b", { partition: 1 }), record("c")])).toEqual([
        { partition: 0, offset: 0 },
        { partition: 1, offset: 0 },
        { partition: 0, offset: 1 },
      ]);
      expect(await log.append("t", [record("d")])).toEqual([{ partition: 0, offset: 2 }]);
      expect(await log.append("t", [])).toEqual([]);
      expect(await values(log, "t")).toEqual(["a", "c", "d"]);
      expect(await values(log, "t", 1)).toEqual(["b"]);
      expect([await log.endOffset("t", 0), await log.endOffset("t", 1)]).toEqual([3, 1]);
    });

    it("gives a topic an id that stays, and another one when it is made anew", async () => {
      expect(await log.topicId("t")).toBeNull();
      await log.createTopic("t", 1);
      const id = await log.topicId("t");
      expect(id).toBeTruthy();
      await log.append("t", [record("a")]);
      await log.createTopic("t", 1);
      expect(await log.topicId("t")).toBe(id);
      await log.dropTopic("t");
      expect(await log.topicId("t")).toBeNull();
      await log.createTopic("t", 1);
      expect(await log.topicId("t")).not.toBe(id);
    });

    it("returns records as they were appended", async () => {
      await log.createTopic("t", 1);
      const value = text("value");
      await log.append("t", [
        { key: text("k"), value },
        { key: new Uint8Array(0), value: new Uint8Array(0) },
        { key: null, value: new Uint8Array([0, 255]) },
      ]);
      value.fill(0);
      const records = await log.read("t", 0, 0, 10);
      expect(
        records.map(({ key, value: bytes, ...rest }) => ({ ...rest, key: key && [...key], value: [...bytes] })),
      ).toEqual([
        { topic: "t", partition: 0, offset: 0, appendedMs: nowMs, key: [...text("k")], value: [...text("value")] },
        { topic: "t", partition: 0, offset: 1, appendedMs: nowMs, key: [], value: [] },
        { topic: "t", partition: 0, offset: 2, appendedMs: nowMs, key: null, value: [0, 255] },
      ]);
    });

    it("reads from an offset, up to a limit", async () => {
      await log.createTopic("t", 1);
      await log.append(
        "t",
        Array.from({ length: 300 }, (_, i) => record(String(i))),
      );
      expect(await values(log, "t", 0, 255, 3)).toEqual(["255", "256", "257"]);
      expect(await values(log, "t", 0, 299)).toEqual(["299"]);
      expect(await values(log, "t", 0, 300)).toEqual([]);
      expect(await values(log, "t", 0, 1_000)).toEqual([]);
      expect(await values(log, "t", 0, 0, 0)).toEqual([]);
    });

    it("puts keys where Kafka puts them", async () => {
      await log.createTopic("t", 7);
      const keys = ["", "a", "ab", "abc", "abcd", "user-1", "user-2", "Zürich"].map(text);
      const given = await log.append(
        "t",
        keys.map((key) => ({ key, value: key })),
      );
      expect(given.map(({ partition }) => partition)).toEqual(keys.map((key) => partitionForKey(key, 7)));
    });

    it("keeps topics apart", async () => {
      await log.createTopic("a", 1);
      await log.createTopic("ab", 3);
      await log.createTopic("Ä", 1);
      await log.append("a", [record("1")]);
      await log.append("ab", [record("2", { partition: 2 })]);
      expect(await log.topics()).toEqual(["a", "ab", "Ä"]);
      expect(await Promise.all(["a", "ab", "none"].map((topic) => log.partitionCount(topic)))).toEqual([1, 3, null]);
      await log.createTopic("ab", 3);
      expect(await rejection(log.createTopic("ab", 2))).toBe("log/bad-partitions");
      expect(await rejection(log.createTopic("new", 0))).toBe("log/bad-partitions");
      await log.dropTopic("a");
      await log.dropTopic("a");
      expect(await log.topics()).toEqual(["ab", "Ä"]);
      expect(await values(log, "ab", 2)).toEqual(["2"]);
      await log.createTopic("a", 2);
      expect(await values(log, "a")).toEqual([]);
      expect(await log.append("a", [record("3")])).toEqual([{ partition: 0, offset: 0 }]);
    });

    it("appends all records of a call or none", async () => {
      await log.createTopic("t", 2);
      expect(await rejection(log.append("t", [record("a"), record("b", { partition: 2 })]))).toBe(
        "log/no-such-partition",
      );
      const large = { key: text("k"), value: new Uint8Array(maxValueBytes) };
      expect(await rejection(log.append("t", [record("a"), large]))).toBe("log/value-too-large");
      expect(await log.endOffset("t", 0)).toBe(0);
      await log.append("t", [{ key: null, value: large.value }]);
      expect(await log.endOffset("t", 0)).toBe(1);
    });

    it("names what it does not have", async () => {
      await log.createTopic("t", 1);
      expect(await rejection(log.append("none", [record("a")]))).toBe("log/no-such-topic");
      expect(await rejection(log.append("none", []))).toBe("log/no-such-topic");
      expect(await rejection(log.read("none", 0, 0, 1))).toBe("log/no-such-topic");
      expect(await rejection(log.endOffset("none", 0))).toBe("log/no-such-topic");
      expect(await rejection(log.read("t", 1, 0, 1))).toBe("log/no-such-partition");
      expect(await rejection(log.read("t", 0, -1, 1))).toBe("log/bad-offset");
      expect(await rejection(log.createTopic("", 1))).toBe("log/bad-name");
    });

    it("keeps the order of concurrent appends of one caller", async () => {
      await log.createTopic("t", 1);
      await Promise.all(Array.from({ length: 50 }, (_, i) => log.append("t", [record(String(i))])));
      expect(await values(log, "t")).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
    });

    it("tells its watchers, until they leave", async () => {
      await log.createTopic("t", 1);
      await log.createTopic("u", 1);
      const first = nextAppend(log, "t");
      const second = nextAppend(log, "t");
      let other = 0;
      const stopOther = log.watch("u", () => {
        other++;
      });
      await log.append("t", [record("a")]);
      await Promise.all([first.heard, second.heard]);
      first.stop();
      first.stop();
      second.stop();
      let afterwards = 0;
      const stopped = log.watch("t", () => {
        afterwards++;
      });
      stopped();
      const again = nextAppend(log, "t");
      await log.append("t", [record("b")]);
      await again.heard;
      again.stop();
      expect(afterwards).toBe(0);
      expect(other).toBe(0);
      stopOther();
    });

    it("refuses everything once closed", async () => {
      await log.createTopic("t", 1);
      await log.close();
      await log.close();
      for (const call of [
        () => log.createTopic("t", 1),
        () => log.partitionCount("t"),
        () => log.topics(),
        () => log.append("t", [record("a")]),
        () => log.read("t", 0, 0, 1),
        () => log.endOffset("t", 0),
        () => log.dropTopic("t"),
      ]) {
        expect(await rejection(call())).toBe("log/closed");
      }
    });
  });
}
