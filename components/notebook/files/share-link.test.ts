import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readShareHash, shareHash } from "./share-link.ts";

describe("shareHash", () => {
  it("brings every text back, in letters that a link may have", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string({ unit: "binary", maxLength: 300 }), async (fileName, text) => {
        const hash = await shareHash(fileName, text);
        expect(hash).toMatch(/^#n=[\w-]*$/);
        expect(await readShareHash(hash)).toEqual({ fileName, text: text.toWellFormed() });
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it("tells a link without a notebook from a damaged one", async () => {
    expect(await readShareHash("")).toBeNull();
    expect(await readShareHash("#section")).toBeNull();
    await expect(readShareHash("#n=AAAA")).rejects.toThrow();
    await expect(readShareHash(`${await shareHash("a", "b".repeat(500))}`.slice(0, -6))).rejects.toThrow();
  });
});
