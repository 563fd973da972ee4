import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readChrononPython } from "../../src/group-by/chronon/python/read-chronon-python.ts";
import { checkAsync } from "../property.ts";

const SOURCES = readFileSync(new URL("../../golden/spark/confs/sources.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { file: string; python: string });

/** Pieces that mean something to the reader, in places where they mean nothing. */
const piece = fc.oneof(
  fc.constantFrom(
    ...'( ) [ ] { } , : = == ** * . \n \n\n  # \' " """ f" b\' \\ lambda def for in if else return not and or import from as None True'.split(
      " ",
    ),
    ...'constructor __proto__ toString Source( GroupBy( select( Window( Operation. Operation.LAST_K( "a".constructor(1)'.split(
      " ",
    ),
    ...["\n", " ", "\t", "\0", "\ud800", "😀", "x = x\n", "0x", "1e999", "\\N{x}", "{x!r}", "{{"],
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
);
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), gone: fc.nat(12), piece });

const name = "V6 any text is read to an end, with its problems inside of it";
it(name, async () => {
  let kept = 0;
  await checkAsync(
    name,
    fc.asyncProperty(fc.nat(SOURCES.length - 1), fc.array(edit, { maxLength: 4 }), async (index, edits) => {
      const { file = "", python = "" } = SOURCES[index] ?? {};
      let text = python;
      for (const { at, gone, piece: put } of edits) {
        const start = Math.floor(at * text.length);
        text = text.slice(0, start) + put + text.slice(start + gone);
      }
      const { definitions, diagnostics } = await readChrononPython({ path: file, text });
      kept += definitions.length;
      for (const { line, column, span, hint, file: where } of diagnostics) {
        if (where !== file) continue;
        expect(hint).toMatch(/\w/);
        expect(span?.start).toBeLessThanOrEqual(text.length);
        const lines = text.split("\n");
        expect(line).toBeLessThanOrEqual(lines.length);
        expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
      }
    }),
    { factor: 2 },
  );
  // Some of it still says something.
  expect(kept).toBeGreaterThan(0);
});
