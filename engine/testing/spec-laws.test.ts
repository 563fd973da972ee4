import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ENGINE = join(import.meta.dirname, "..");
const read = (path: string): string => readFileSync(join(ENGINE, path), "utf8");

const spec = read("SPEC.md");
const laws = [...spec.matchAll(/^- \*\*([A-Z]\d+)\b/gm)].map((match) => match[1] ?? "");

/** Rows of the table at the end: laws, and the files that it names. */
const rows = [...spec.matchAll(/^\| ((?:[A-Z]\d+(?:, )?)+) \| (.+) \|$/gm)].map(([, names = "", cell = ""]) => ({
  names: names.split(", "),
  files: [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""),
  byConstruction: cell.startsWith("by construction"),
}));

/** Whether a file quotes a law inside a string, as a word. */
const quotes = (path: string, law: string): boolean =>
  new RegExp(`["'\`][^"'\`\\n]*\\b${law}\\b[^"'\`\\n]*["'\`]`).test(read(path));

describe("the laws of SPEC.md", () => {
  it("are numbered once each, without gaps", () => {
    expect(new Set(laws).size).toBe(laws.length);
    for (const [area, own] of Map.groupBy(laws, (law) => law.charAt(0)))
      expect(own).toEqual(own.map((_, i) => `${area}${i + 1}`));
  });

  it("are all in the table of tests, once", () => {
    expect(rows.flatMap(({ names }) => names).toSorted()).toEqual(laws.toSorted());
  });

  it.each(rows.map((row) => [row.names.join(" "), row] as const))(
    "%s: the tests that the table names quote them",
    (_, { names, files, byConstruction }) => {
      expect(files.length).toBeGreaterThan(0);
      const quoted = names.filter((law) => files.some((file) => quotes(file, law)));
      if (byConstruction) return;
      expect(quoted).toEqual(names);
      for (const file of files) expect(names.some((law) => quotes(file, law)) ? null : file).toBeNull();
    },
  );

  it("are the only ones that tests quote", () => {
    const known = new Set(laws);
    const unknown = globSync("{src,testing}/**/*.test.ts", { cwd: ENGINE }).flatMap((path) =>
      [...read(path).matchAll(/["'`]((?:[A-Z]\d+ )+)/g)]
        .flatMap(([, quoted = ""]) => quoted.trim().split(" "))
        .filter((law) => /^[WATLESVZR]/.test(law) && !known.has(law))
        .map((law) => `${path} ${law}`),
    );
    expect(unknown).toEqual([]);
  });
});
