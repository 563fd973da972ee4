import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CheckpointStore } from "../src/ports/checkpoint-store.ts";
import { rejection } from "./kv-store-conformance.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** What every CheckpointStore must do. `open` is called before each test. */
export function checkpointStoreConformance(
  name: string,
  open: () => Promise<{ checkpoints: CheckpointStore; done: () => Promise<void> }>,
): void {
  describe(`CheckpointStore conformance: ${name}`, () => {
    let checkpoints: CheckpointStore;
    let done: () => Promise<void>;

    beforeEach(async () => {
      ({ checkpoints, done } = await open());
    });
    afterEach(async () => done());

    it("saves, loads and replaces", async () => {
      const saved = bytes(1, 2, 3);
      await checkpoints.save("job", 4, saved);
      saved.fill(0);
      expect([...((await checkpoints.load("job", 4)) ?? [])]).toEqual([1, 2, 3]);
      expect(await checkpoints.load("job", 5)).toBeNull();
      expect(await checkpoints.load("other", 4)).toBeNull();
      await checkpoints.save("job", 4, bytes());
      expect([...((await checkpoints.load("job", 4)) ?? [9])]).toEqual([]);
    });

    it("knows the newest by id, not by order of saving", async () => {
      expect(await checkpoints.latest("job")).toBeNull();
      for (const id of [2, 300, 0, 2 ** 40, 10]) await checkpoints.save("job", id, bytes(id % 251));
      await checkpoints.save("job2", 2 ** 41, bytes(7));
      expect(await checkpoints.list("job")).toEqual([0, 2, 10, 300, 2 ** 40]);
      const latest = await checkpoints.latest("job");
      expect(latest?.checkpointId).toBe(2 ** 40);
      expect([...(latest?.bytes ?? [])]).toEqual([2 ** 40 % 251]);
    });

    it("prunes to the newest", async () => {
      for (const id of [1, 2, 3, 4, 5]) await checkpoints.save("job", id, bytes(id));
      await checkpoints.save("jo", 1, bytes(1));
      await checkpoints.prune("job", 2);
      expect(await checkpoints.list("job")).toEqual([4, 5]);
      await checkpoints.prune("job", 9);
      expect(await checkpoints.list("job")).toEqual([4, 5]);
      await checkpoints.prune("job", 0);
      expect(await checkpoints.list("job")).toEqual([]);
      expect(await checkpoints.list("jo")).toEqual([1]);
    });

    it("drops one job", async () => {
      await checkpoints.save("a", 1, bytes(1));
      await checkpoints.save("ab", 1, bytes(2));
      await checkpoints.drop("a");
      await checkpoints.drop("a");
      expect(await checkpoints.list("a")).toEqual([]);
      expect(await checkpoints.latest("a")).toBeNull();
      expect(await checkpoints.list("ab")).toEqual([1]);
    });

    it("refuses whoever was shut out by a later holder, and changes nothing for it", async () => {
      await checkpoints.claim("job", 5);
      await checkpoints.claim("job", 5);
      await checkpoints.save("job", 1, bytes(1), 5);
      await checkpoints.save("job", 2, bytes(2), 5);
      await checkpoints.claim("job", 2 ** 41);
      for (const call of [
        () => checkpoints.claim("job", 5),
        () => checkpoints.save("job", 2, bytes(9), 5),
        () => checkpoints.save("job", 3, bytes(9), 2 ** 41 - 1),
        () => checkpoints.prune("job", 0, 5),
      ])
        expect(await rejection(call())).toBe("checkpoint-store/fenced");
      expect(await checkpoints.list("job")).toEqual([1, 2]);
      expect([...((await checkpoints.load("job", 2)) ?? [])]).toEqual([2]);
      await checkpoints.save("job", 3, bytes(3), 2 ** 41);
      await checkpoints.prune("job", 1, 2 ** 41);
      expect(await checkpoints.list("job")).toEqual([3]);
      await checkpoints.save("job", 4, bytes(4));
      await checkpoints.save("jobs", 1, bytes(1), 5);
      await checkpoints.drop("job");
      await checkpoints.save("job", 1, bytes(1), 5);
      expect(await checkpoints.list("job")).toEqual([1]);
    });

    it("lets the first of those stay that are saved as first", async () => {
      expect(await checkpoints.saveFirst("job", 0, bytes(1))).toBe(true);
      expect(await checkpoints.saveFirst("job", 0, bytes(2))).toBe(false);
      expect(await checkpoints.saveFirst("job", 1, bytes(3))).toBe(true);
      const stored = await Promise.all([4, 5, 6, 7].map((value) => checkpoints.saveFirst("job", 2, bytes(value))));
      expect(stored.filter(Boolean)).toHaveLength(1);
      expect([...((await checkpoints.load("job", 0)) ?? [])]).toEqual([1]);
      expect(await checkpoints.load("job", 2)).toEqual(bytes([4, 5, 6, 7][stored.indexOf(true)] ?? 0));
      await checkpoints.save("job", 0, bytes(8));
      expect([...((await checkpoints.load("job", 0)) ?? [])]).toEqual([8]);
    });

    it("holds large states", async () => {
      const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => i % 251);
      await checkpoints.save("job", 1, large);
      const loaded = await checkpoints.load("job", 1);
      expect(Buffer.compare(loaded ?? bytes(), large)).toBe(0);
    });

    it("refuses bad names, bad ids, and everything once closed", async () => {
      expect(await rejection(checkpoints.save("", 1, bytes()))).toBe("checkpoint-store/bad-name");
      expect(await rejection(checkpoints.save("job", -1, bytes()))).toBe("checkpoint-store/bad-id");
      expect(await rejection(checkpoints.save("job", 1.5, bytes()))).toBe("checkpoint-store/bad-id");
      await checkpoints.close();
      await checkpoints.close();
      for (const call of [
        () => checkpoints.claim("job", 1),
        () => checkpoints.save("job", 1, bytes()),
        () => checkpoints.saveFirst("job", 1, bytes()),
        () => checkpoints.latest("job"),
        () => checkpoints.load("job", 1),
        () => checkpoints.list("job"),
        () => checkpoints.prune("job", 1),
        () => checkpoints.drop("job"),
      ]) {
        expect(await rejection(call())).toBe("checkpoint-store/closed");
      }
    });
  });
}
