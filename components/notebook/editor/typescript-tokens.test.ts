import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { check } from "../../../engine/testing/property.ts";
import { FIRST_LINE, type LineState, sameLineState, tokenizeLine } from "./typescript-tokens.ts";

function classes(text: string): string[] {
  let state: LineState = FIRST_LINE;
  return text.split("\n").map((line) => {
    const { tokens, next } = tokenizeLine(line, state);
    state = next;
    return tokens
      .map(({ start, tokenClass }, i) => `${tokenClass[0]}[${line.slice(start, tokens[i + 1]?.start)}]`)
      .join("");
  });
}

describe("tokenizeLine", () => {
  it("colours a definition", () => {
    expect(classes('export const a = GroupBy({ keys: ["b"], online: true, n: hours(6) }); // done')).toEqual([
      'k[export]p[ ]k[const]p[ a = ]f[GroupBy]p[({ keys: []s["b"]p[], online: ]k[true]p[, n: ]f[hours]p[(]n[6]p[) }); ]c[// done]',
    ]);
  });

  it("takes no member or property name for a keyword", () => {
    expect(classes("a.type, { default: 1, from: b.of }")).toEqual(["p[a.type, { default: ]n[1]p[, from: b.of }]"]);
  });

  it("carries templates and comments over lines", () => {
    expect(classes("`a ${ {b: 1} } c\nd` + 1 /* x\ny */ z")).toEqual([
      "s[`a ]k[${]p[ {b: ]n[1]p[} ]k[}]s[ c]",
      "s[d`]p[ + ]n[1]p[ ]c[/* x]",
      "c[y */]p[ z]",
    ]);
  });

  it("covers every line from its start, in order, whatever the text", () => {
    check(
      "covers every line from its start, in order, whatever the text",
      fc.property(
        fc.array(fc.constantFrom("`", "${", "}", "/*", "*/", '"', "\\", "a", " ", "1", "//", "'", "𝄞", "{")),
        (parts) => {
          const line = parts.join("");
          const { tokens, next } = tokenizeLine(line, FIRST_LINE);
          if (line !== "") expect(tokens[0]?.start).toBe(0);
          const starts = tokens.map((token) => token.start);
          expect([...starts].sort((a, b) => a - b)).toEqual(starts);
          expect(sameLineState(next, { ...next, templates: [...next.templates] })).toBe(true);
        },
      ),
    );
  });
});
