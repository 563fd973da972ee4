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
        () => checkpoints.save("job", 1, bytes()),
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
