import fc from "fast-check";
import { expect, it } from "vitest";
import { salesPlan } from "../../testing/job-fixture.ts";
import { check } from "../../testing/property.ts";
import { TileTable } from "./tile-table.ts";

const SIZE_MS = 10;
const { baseAggregator } = salesPlan();

/** What a plain list of tiles would do. */
interface ModelTile {
  readonly keyId: string;
  readonly startMs: number;
  readonly serial: number;
  readonly slot: number;
}

it("finds what a list would find, closes by end and then by first event", () => {
  const event = fc.record({ keyId: fc.constantFrom("ann", "ben", "zoe"), hop: fc.nat({ max: 6 }) });
  const step = fc.oneof(
    { weight: 6, arbitrary: event.map((given) => ({ kind: "event" as const, ...given })) },
    { weight: 1, arbitrary: fc.constant({ kind: "close" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "restore" as const }) },
  );
  check(
    "tile table",
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let table = new TileTable(baseAggregator, SIZE_MS);
      let model: ModelTile[] = [];
      let serial = 0;
      for (const each of steps) {
        if (each.kind === "event") {
          const startMs = each.hop * SIZE_MS;
          const expected = model.find((tile) => tile.keyId === each.keyId && tile.startMs === startMs);
          expect(table.find(each.keyId, startMs)).toBe(expected?.slot ?? -1);
          if (expected !== undefined) continue;
          const slot = table.open(startMs);
          expect(model.map((tile) => tile.slot)).not.toContain(slot);
          table.enter(slot, serial, { key: [each.keyId], keyId: each.keyId });
          model.push({ keyId: each.keyId, startMs, serial: serial++, slot });
        } else if (each.kind === "close") {
          const firstMs = Math.min(...model.map(({ startMs }) => startMs));
          expect(table.nextEndMs()).toBe(firstMs + SIZE_MS);
          const due = model.filter(({ startMs }) => startMs === firstMs);
          if (due.length === 0) continue;
          const slots = table.takeNext();
          expect(slots.map((slot) => table.serial(slot))).toEqual(due.map((tile) => tile.serial));
          for (const slot of slots) table.close(slot);
          model = model.filter((tile) => !due.includes(tile));
        } else {
          const restored = new TileTable(baseAggregator, SIZE_MS);
          const slots = new Map(Array.from(table.slots(), (slot) => [slot, restored.restore(table.save(slot))]));
          model = model.map((tile) => ({ ...tile, slot: slots.get(tile.slot) ?? -1 }));
          table = restored;
        }
        expect(table.openTiles).toBe(model.length);
        const inOrder = model.toSorted((a, b) => a.startMs - b.startMs || a.serial - b.serial);
        expect(Array.from(table.slots(), (slot) => table.keyId(slot))).toEqual(inOrder.map(({ keyId }) => keyId));
      }
    }),
  );
});

it("saves a tile anew only once it has changed", () => {
  const table = new TileTable(baseAggregator, SIZE_MS);
  const slot = table.open(0);
  table.enter(slot, 0, { key: ["ann"], keyId: "ann" });
  const inputs = baseAggregator.inputSchema.map(({ type }) => (type === "string" ? "mint" : 1));
  table.add(slot, inputs, 3);
  const first = table.save(slot);
  expect(table.save(slot)).toBe(first);
  table.setTimer(slot, 50);
  const waiting = table.save(slot);
  expect(waiting).toEqual({ ...first, timerMs: 50 });
  table.setTimer(slot, null);
  expect(table.save(slot)).toEqual(first);
  table.add(slot, inputs, 4);
  expect(table.save(slot)).toMatchObject({ events: 2, latestMs: 4 });
  expect(first).toMatchObject({ events: 1, latestMs: 3, timerMs: null });
});
