import fc from "fast-check";
import { expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import { KeyTiles } from "./key-tiles.ts";
import { OpenTile } from "./open-tile.ts";

const tileAt = (serial: number, startMs: number) =>
  new OpenTile(serial, { key: ["ann"], keyId: "ann" }, startMs, 10, []);

it("finds what a map would find", () => {
  check(
    "tiles of a key",
    fc.property(
      fc.array(fc.record({ startMs: fc.nat(6).map((hop) => hop * 10), closes: fc.boolean() }), { maxLength: 40 }),
      (steps) => {
        const model = new Map<number, OpenTile>();
        let tiles: KeyTiles | null = null;
        for (const [serial, { startMs, closes }] of steps.entries()) {
          const found: OpenTile | undefined = tiles?.find(startMs);
          expect(found).toBe(model.get(startMs));
          if (tiles !== null && found !== undefined && closes) {
            model.delete(startMs);
            const left: boolean = tiles.remove(found);
            expect(left).toBe(model.size > 0);
            if (!left) tiles = null;
          } else if (found === undefined) {
            const tile = tileAt(serial, startMs);
            model.set(startMs, tile);
            if (tiles === null) tiles = new KeyTiles(tile);
            else tiles.add(tile);
          }
        }
      },
    ),
  );
});
