import { describe, expect, it } from "vitest";
import type { Locks } from "../src/ports/locks.ts";
import { rejection } from "./kv-store-conformance.ts";

/** What every adapter of the `Locks` port must do. `open` gives two views of the same names, as two users have them. */
export function locksConformance(
  name: string,
  open: () => Promise<{ locks: Locks; others: Locks; done: () => Promise<void> }>,
): void {
  const within = (body: (locks: Locks, others: Locks) => Promise<void>) => async () => {
    const { locks, others, done } = await open();
    try {
      await body(locks, others);
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
