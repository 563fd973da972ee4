import { describe, expect, it } from "vitest";
import type { Locks } from "../src/ports/locks.ts";
import { rejection } from "./kv-store-conformance.ts";

/** Two views of the same names, as two users have them. */
export interface OpenLocks {
  readonly locks: Locks;
  readonly others: Locks;
  readonly done: () => Promise<void>;
  /** Stops the first user for longer than its lease; resolves to the way to let it go on. Absent: there are no leases. */
  readonly stopFirst?: () => Promise<() => void>;
}

/** What every adapter of the `Locks` port must do. `open` is asked for short leases of the first user where it is stopped. */
export function locksConformance(name: string, open: (leases: "long" | "short") => Promise<OpenLocks>): void {
  const within =
    (body: (locks: Locks, others: Locks, opened: OpenLocks) => Promise<void>, leases: "long" | "short" = "long") =>
    async () => {
      const opened = await open(leases);
      const { locks, others, done } = opened;
      try {
        await body(locks, others, opened);
      } finally {
        await done();
      }
    };

  describe(`locks of ${name}`, () => {
    it(
      "gives a name to one holder at a time",
      within(async (locks, others) => {
        const first = await locks.tryAcquire("job/a");
        expect(first).not.toBeNull();
        expect(await locks.tryAcquire("job/a")).toBeNull();
        expect(await others.tryAcquire("job/a")).toBeNull();
        expect(await others.tryAcquire("job/b")).not.toBeNull();
        await first?.release();
        expect(await others.tryAcquire("job/a")).not.toBeNull();
      }),
    );

    it(
      "lets a late release leave the next holder alone",
      within(async (locks, others) => {
        const first = await locks.tryAcquire("a");
        await first?.release();
        const second = await others.tryAcquire("a");
        await first?.release();
        expect(await locks.tryAcquire("a")).toBeNull();
        await second?.release();
      }),
    );

    it(
      "gives it to exactly one of many who ask at once",
      within(async (locks, others) => {
        const asked = await Promise.all(
          Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? locks : others).tryAcquire("a")),
        );
        expect(asked.filter((lock) => lock !== null)).toHaveLength(1);
      }),
    );

    it(
      "numbers the holders of a name upwards, whoever they are",
      within(async (locks, others) => {
        let last = 0;
        for (let i = 0; i < 10; i++) {
          const lock = await (i % 3 === 0 ? others : locks).tryAcquire("a");
          expect(Number.isSafeInteger(lock?.fence)).toBe(true);
          expect(lock?.fence).toBeGreaterThan(last);
          last = lock?.fence ?? last;
          await lock?.release();
        }
      }),
    );

    it(
      "tells the holder that it has the lock until it gives it back",
      within(async (locks, others) => {
        const first = await locks.tryAcquire("a");
        expect(first?.isHeld()).toBe(true);
        expect(await first?.confirm()).toBe(true);
        await first?.release();
        const second = await others.tryAcquire("a");
        expect(first?.isHeld()).toBe(false);
        expect(await first?.confirm()).toBe(false);
        expect(second?.isHeld()).toBe(true);
        expect(await second?.confirm()).toBe(true);
        let wasLost = false;
        for (const lock of [first, second]) void lock?.lost.then(() => (wasLost = true));
        await second?.release();
        await new Promise((resolve) => setImmediate(resolve));
        expect(wasLost).toBe(false);
      }),
    );

    it(
      "keeps the lock of a stopped holder, or lets it know before it can do anything that it has lost it",
      within(async (locks, others, { stopFirst }) => {
        const first = await locks.tryAcquire("a");
        const goOn = await stopFirst?.();
        if (first === null) throw new Error("not acquired");
        if (goOn === undefined) {
          expect(await others.tryAcquire("a")).toBeNull();
          expect(first.isHeld()).toBe(true);
          return;
        }
        const second = await others.tryAcquire("a");
        expect(second?.fence).toBeGreaterThan(first.fence);
        expect(first.isHeld()).toBe(false);
        goOn();
        await first.lost;
        expect(await first.confirm()).toBe(false);
        await first.release();
        expect(await locks.tryAcquire("a")).toBeNull();
        expect(await second?.confirm()).toBe(true);
      }, "short"),
    );

    it(
      "refuses names that are no names, and everything once closed",
      within(async (locks) => {
        expect(await rejection(locks.tryAcquire(""))).toBe("locks/bad-name");
        expect(await rejection(locks.tryAcquire("x".repeat(201)))).toBe("locks/bad-name");
        await locks.close();
        await locks.close();
        expect(await rejection(locks.tryAcquire("a"))).toBe("locks/closed");
      }),
    );
  });
}
