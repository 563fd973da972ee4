import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../testing/property.ts";
import { markdownFromSource, sourceFromMarkdown } from "./markdown-source.ts";
import { parseNotebook, printNotebook } from "./notebook-text.ts";

const SAMPLE = `import { GroupBy } from "tilescope/notebook";

// %% [markdown] intro
// # What did Alice eat?
//
// Two features.

// %% iceCream
export const iceCream = GroupBy({});

// %% sales tags="x"
export const sales = 1;
`;

/** Pieces that a careless cutter trips over. */
const piece = fc.constantFrom(
  "// %% a",
  "// %% [markdown]",
  "//%%",
  "// %%%",
  " // %% indented",
  "\n",
  "\r\n",
  "\r",
  "`",
  "${",
  "}",
  "{",
  "/*",
  "*/",
  '"',
  "'",
  "\\",
  "/",
  "/[`/]/",
  "// comment ` here",
  "x",
  " ",
  "\t",
  "𝄞",
  "\u2028",
);

describe("parseNotebook and printNotebook", () => {
  it("cuts at marker lines and keeps the header", () => {
    const notebook = parseNotebook(SAMPLE);
    expect(notebook.header).toBe('import { GroupBy } from "tilescope/notebook";');
    expect(notebook.cells.map(({ kind, name, source }) => ({ kind, name, source }))).toEqual([
      { kind: "markdown", name: "intro", source: "// # What did Alice eat?\n//\n// Two features." },
      { kind: "code", name: "iceCream", source: "export const iceCream = GroupBy({});" },
      { kind: "code", name: "sales", source: "export const sales = 1;" },
    ]);
    expect(printNotebook(notebook)).toBe(SAMPLE);
  });

  it("keeps CRLF", () => {
    const text = SAMPLE.replaceAll("\n", "\r\n");
    const notebook = parseNotebook(text);
    expect(notebook.lineEnd).toBe("\r\n");
    expect(notebook.cells).toHaveLength(3);
    expect(notebook.cells[1]?.source).toBe("export const iceCream = GroupBy({});");
    expect(printNotebook(notebook)).toBe(text);
  });

  it("takes no marker inside a template, a nested template or a block comment", () => {
    const inside = "export const a = `\n// %% no\n${`\n// %% no\n`}\n`;\n/*\n// %% no\n*/\nconst r = /`/;";
    const notebook = parseNotebook(`// %% a\n${inside}\n\n// %% b\n1`);
    expect(notebook.cells.map((cell) => cell.name)).toEqual(["a", "b"]);
    expect(notebook.cells[0]?.source).toBe(inside);
  });

  it("lets no half-typed cell swallow the next one", () => {
    for (const open of [
      "const a = `",
      "const a = `${",
      "/* note",
      "const a = 'x",
      'f("',
      "const r = /x",
      "`${`${`${",
    ]) {
      const names = parseNotebook(`// %% a\n${open}\n// %% b\nexport const b = 1;\n`).cells.map((cell) => cell.name);
      expect(names).toEqual(["a", "b"]);
    }
  });

  it("is quick on nested openings", () => {
    const notebook = parseNotebook(`// %% a\n${"`${".repeat(20_000)}\n// %% b\n`);
    expect(notebook.cells).toHaveLength(2);
  });

  it("prints back every text exactly", () => {
    check(
      "prints back every text exactly",
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const notebook = parseNotebook(text);
        expect(printNotebook(notebook)).toBe(text);
        expect(parseNotebook(printNotebook(notebook))).toEqual(notebook);
      }),
    );
  });

  it("finds as many cells as there are markers at line starts of plain code", () => {
    check(
      "finds as many cells as there are markers at line starts of plain code",
      fc.property(
        fc.array(fc.constantFrom("// %% a", "// %% [md] b", "const x = 1;", "f('`');", "", "// not %% this"), {
          maxLength: 30,
        }),
        fc.constantFrom("\n", "\r\n"),
        (lines, end) => {
          const { cells } = parseNotebook(lines.join(end));
          expect(cells).toHaveLength(lines.filter((line) => line.startsWith("// %%")).length);
        },
      ),
    );
  });
});

describe("markdown as comment lines", () => {
  it("comes back exactly", () => {
    check(
      "markdown comes back exactly",
      fc.property(
        fc.array(fc.string().map((line) => line.replace(/[\r\n]/g, ""))),
        fc.constantFrom("\n" as const, "\r\n" as const),
        (lines, end) => {
          const markdown = lines.join("\n");
          expect(markdownFromSource(sourceFromMarkdown(markdown, end))).toBe(markdown);
        },
      ),
    );
  });

  it("reads comments without a blank and lines that are no comments", () => {
    expect(markdownFromSource("//# Title\n//\nplain")).toBe("# Title\n\nplain");
  });
});
