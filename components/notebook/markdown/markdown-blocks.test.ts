import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../engine/testing/property.ts";
import { type Inline, parseInline, parseMarkdown } from "./markdown-blocks.ts";

const plain = (parts: readonly Inline[]): string =>
  parts.map((part) => ("text" in part ? part.text : plain(part.children))).join("");

describe("parseMarkdown", () => {
  it("reads headings, paragraphs, lists, quotes, code, tables and rules", () => {
    const kinds = parseMarkdown(
      "# Title\nText\nmore\n\n- a\n- b\n  goes on\n\n1. one\n\n> quoted\n\n```ts\n# no heading\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---",
    );
    expect(kinds.map((block) => block.kind)).toEqual([
      "heading",
      "paragraph",
      "list",
      "list",
      "quote",
      "code",
      "table",
      "rule",
    ]);
    expect(kinds[2]).toMatchObject({ ordered: false, items: [[{ text: "a" }], [{ text: "b goes on" }]] });
    expect(kinds[5]).toEqual({ kind: "code", text: "# no heading" });
  });

  it("reads marks inside lines and leaves names with underscores alone", () => {
    expect(parseInline("a **b *c*** `d*e*` customer_id_count [f](https://g)")).toMatchObject([
      { kind: "text" },
      { kind: "strong" },
      { kind: "text" },
      { kind: "code", text: "d*e*" },
      { kind: "text", text: " customer_id_count " },
      { kind: "link", href: "https://g" },
    ]);
  });

  it("makes no link of a script", () => {
    expect(parseInline("[x](javascript:alert(1))").some((part) => part.kind === "link")).toBe(false);
    expect(parseInline("[x](data:text/html,1)").some((part) => part.kind === "link")).toBe(false);
  });

  it("ends on every text and loses no letter", () => {
    const piece = fc.constantFrom(
      "*",
      "**",
      "_",
      "`",
      "[",
      "](",
      ")",
      "a",
      " ",
      "\n",
      "#",
      "- ",
      "> ",
      "|",
      "---",
      "~~~",
      "1. ",
    );
    check(
      "ends on every text and loses no letter",
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        expect(Array.isArray(parseMarkdown(text))).toBe(true);
        const letters = (all: string) => all.replace(/[^a]/g, "").length;
        expect(letters(plain(parseInline(text)))).toBeLessThanOrEqual(letters(text));
      }),
    );
  });
});
