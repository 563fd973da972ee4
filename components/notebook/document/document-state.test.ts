import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNotebook, printNotebook } from "../../../engine/src/notebook-file/notebook-text.ts";
import type { StreamEdits } from "../../../engine/src/simulation/stream.ts";
import { check } from "../../../engine/testing/property.ts";
import { type DocumentAction, type DocumentState, openDocument, reduceDocument } from "./document-state.ts";

const TEXT = `import {} from "tilescope/notebook";

// %% [markdown]
// # Title

// %% a
export const a = 1;

// %% b
export const b = a;
`;

const opened = () => openDocument(parseNotebook(TEXT));
const run = (state: DocumentState, ...actions: readonly DocumentAction[]) => actions.reduce(reduceDocument, state);
const text = (state: DocumentState) => printNotebook(state.notebook);
const names = (state: DocumentState) => state.notebook.cells.map((cell) => cell.name);

const cellId = fc.constantFrom("c1", "c2", "c3", "c4", "c5");
const anyChange: fc.Arbitrary<DocumentAction> = fc.oneof(
  fc.record({
    type: fc.constant("edit" as const),
    id: cellId,
    source: fc.constantFrom("", "x", "export const a = 2;", "// text"),
    continues: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("append" as const),
    header: fc.constantFrom("", "import x;"),
    cells: fc.constantFrom(
      [],
      [{ name: "d", source: "export const d = 1;" }],
      [
        { name: "", source: "" },
        { name: "e", source: "e" },
      ],
    ),
  }),
  fc.record({
    type: fc.constant("editCells" as const),
    sources: fc.constantFrom<Readonly<Record<string, string>>>(
      { c2: "export const a = 3;", c3: "z" },
      { c1: "// w" },
      {},
    ),
    continues: fc.boolean(),
  }),
  fc.record({
    type: fc.constant("editStream" as const),
    stream: fc.constantFrom("s", "t"),
    edits: fc.constantFrom<StreamEdits>({}, { 3: { arrivalMs: 5 } }),
  }),
  fc.record({ type: fc.constant("editHeader" as const), source: fc.constantFrom("", "import 1;", "x") }),
  fc.record({
    type: fc.constant("add" as const),
    index: fc.nat(4),
    kind: fc.constantFrom("code" as const, "markdown" as const),
    name: fc.constantFrom("", "n"),
    source: fc.constantFrom("", "y"),
  }),
  fc.record({ type: fc.constant("remove" as const), id: cellId }),
  fc.record({ type: fc.constant("move" as const), id: cellId, index: fc.nat(4) }),
  fc.record({ type: fc.constant("rename" as const), id: cellId, name: fc.constantFrom("", "r", "a b") }),
  fc.record({
    type: fc.constant("convert" as const),
    id: cellId,
    kind: fc.constantFrom("code" as const, "markdown" as const),
  }),
);

describe("reduceDocument", () => {
  it("turns a cell without a name into text and leaves it without one", () => {
    const state = run(
      opened(),
      { type: "add", index: 3, kind: "code" },
      { type: "convert", id: "c4", kind: "markdown" },
    );
    expect(text(state)).toBe(`${TEXT}\n// %% [markdown]\n//\n`);
  });

  it("appends cells with the header that they need, in one step", () => {
    const before = opened();
    const cells = [
      { name: "c", source: "export const c = 1;" },
      { name: "d", source: "export const d = c;" },
    ];
    const after = run(before, { type: "append", header: 'import { c } from "tilescope/notebook";', cells });
    expect(text(after)).toBe(
      `${TEXT.replace("{}", "{ c }")}\n// %% c\nexport const c = 1;\n\n// %% d\nexport const d = c;\n`,
    );
    expect(text(run(after, { type: "undo" }))).toBe(TEXT);
  });

  it("adds, moves, renames and removes, and takes each back", () => {
    let state = run(opened(), { type: "add", index: 1, kind: "code", name: "new", source: "1" });
    expect(names(state)).toEqual(["", "new", "a", "b"]);
    state = run(state, { type: "move", id: "c3", index: 0 });
    expect(names(state)).toEqual(["b", "", "new", "a"]);
    state = run(state, { type: "rename", id: "c2", name: "  alpha " });
    expect(names(state)).toEqual(["b", "", "new", "alpha"]);
    state = run(state, { type: "remove", id: "c1" });
    expect(names(state)).toEqual(["b", "new", "alpha"]);
    state = run(state, { type: "undo" }, { type: "undo" }, { type: "undo" }, { type: "undo" });
    expect(text(state)).toBe(TEXT);
    expect(names(run(state, { type: "redo" }, { type: "redo" }))).toEqual(["b", "", "new", "a"]);
  });

  it("moves to a place before the cell that is there now", () => {
    expect(names(run(opened(), { type: "move", id: "c1", index: 2 }))).toEqual(["a", "", "b"]);
    expect(names(run(opened(), { type: "move", id: "c1", index: 3 }))).toEqual(["a", "b", ""]);
    expect(run(opened(), { type: "move", id: "c2", index: 2 }).past).toHaveLength(0);
    expect(run(opened(), { type: "move", id: "c2", index: 1 }).past).toHaveLength(0);
  });

  it("takes back one gesture at a time", () => {
    const typing = (source: string, continues: boolean): DocumentAction => ({
      type: "edit",
      id: "c2",
      source,
      continues,
    });
    let state = run(opened(), typing("x", false), typing("xy", true), typing("xyz", true), typing("other", false));
    state = run(state, { type: "undo" });
    expect(state.notebook.cells[1]?.source).toBe("xyz");
    state = run(state, { type: "undo" });
    expect(text(state)).toBe(TEXT);
  });

  it("sets cells apart by one blank line and ends the file with one line end", () => {
    const added = run(opened(), { type: "add", index: 3, kind: "code", name: "c", source: "1" });
    expect(text(added)).toBe(`${TEXT}\n// %% c\n1\n`);
    const moved = run(opened(), { type: "move", id: "c3", index: 1 });
    expect(text(moved)).toMatch(/\n\n\/\/ %% b\nexport const b = a;\n\n\/\/ %% a\nexport const a = 1;\n$/);
  });

  it("converts both ways", () => {
    const there = run(opened(), { type: "convert", id: "c2", kind: "markdown" });
    expect(there.notebook.cells[1]?.source).toBe("// export const a = 1;");
    expect(text(there)).toContain("// %% [markdown] a\n");
    expect(text(run(there, { type: "convert", id: "c2", kind: "code" }))).toBe(TEXT);
  });

  it("keeps the header apart from the first cell", () => {
    const edited = run(opened(), { type: "editHeader", source: 'import { hours } from "tilescope/notebook";' });
    expect(text(edited)).toMatch(/^import \{ hours \} from "tilescope\/notebook";\n\n\/\/ %% \[markdown\]/);
    expect(text(run(edited, { type: "editHeader", source: "" }, { type: "editHeader", source: "x" }))).toMatch(
      /^x\n\n\/\//,
    );
  });

  it("edits several cells as one change", () => {
    const state = run(opened(), { type: "editCells", sources: { c2: "x", c3: "y" } });
    expect(state.notebook.cells.map((cell) => cell.source).slice(1)).toEqual(["x", "y"]);
    expect(text(run(state, { type: "undo" }))).toBe(TEXT);
  });

  it("takes back moves of events, which no file has", () => {
    const moved = run(opened(), { type: "editStream", stream: "s", edits: { 3: { arrivalMs: 9 } } });
    expect(moved.notebook.edits).toEqual({ s: { 3: { arrivalMs: 9 } } });
    expect(text(moved)).toBe(TEXT);
    expect(run(moved, { type: "undo" }).notebook.edits).toEqual({});
    expect(run(moved, { type: "editStream", stream: "s", edits: {} }).notebook.edits).toEqual({});
  });

  it("never gives a removed cell's id to a new one", () => {
    const added: DocumentAction = { type: "add", index: 0, kind: "code" };
    const state = run(opened(), added, { type: "undo" }, added);
    expect(state.notebook.cells[0]?.id).toBe("c5");
  });

  it("undoes any changes back to the first text, and redoes them to the last", () => {
    check(
      "undoes any changes back to the first text, and redoes them to the last",
      fc.property(fc.array(anyChange, { maxLength: 25 }), (actions) => {
        const last = run(opened(), ...actions);
        let state = last;
        for (let i = 0; i < actions.length; i++) state = run(state, { type: "undo" });
        expect(text(state)).toBe(TEXT);
        for (let i = 0; i < actions.length; i++) state = run(state, { type: "redo" });
        expect(text(state)).toBe(text(last));
      }),
    );
  });

  it("keeps every cell through print and parse", () => {
    check(
      "keeps every cell through print and parse",
      fc.property(fc.array(anyChange, { maxLength: 25 }), (actions) => {
        const { notebook } = run(opened(), ...actions);
        const again = parseNotebook(printNotebook(notebook));
        const shape = (cells: typeof notebook.cells) => cells.map(({ kind, name, source }) => ({ kind, name, source }));
        expect(shape(again.cells)).toEqual(shape(notebook.cells));
      }),
    );
  });
});
