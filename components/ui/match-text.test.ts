import { describe, expect, it } from "vitest";
import { formatKeys } from "./key-names.ts";
import { matchText } from "./match-text.ts";

describe("matchText", () => {
  it("takes letters in order, and refuses others", () => {
    expect(matchText("mrc", "merchant-7d")).not.toBeNull();
    expect(matchText("xz", "merchant-7d")).toBeNull();
    expect(matchText("", "anything")).toBe(0);
  });

  it("puts whole parts and word beginnings first", () => {
    const best = (typed: string, ...texts: string[]) =>
      texts.toSorted((a, b) => (matchText(typed, b) ?? -1e9) - (matchText(typed, a) ?? -1e9))[0];
    expect(best("run", "Return to cell", "Run all")).toBe("Run all");
    expect(best("tl", "total", "time line")).toBe("time line");
  });
});

describe("formatKeys", () => {
  it("writes keys the way each system does", () => {
    expect(formatKeys("Mod+Shift+Enter", true)).toBe("⇧⌘↵");
    expect(formatKeys("Mod+Shift+Enter", false)).toBe("Ctrl+Shift+↵");
    expect(formatKeys("D D", false)).toBe("D D");
  });
});
