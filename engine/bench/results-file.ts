import { readFileSync, writeFileSync } from "node:fs";

const results = new URL("RESULTS.md", import.meta.url);

/** Puts a section of RESULTS.md between the marks of its bench, or at the end. */
export function writeSection(name: string, section: string): void {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const text = readFileSync(results, "utf8");
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  const marked = `${begin}\n\n${section}\n${end}`;
  writeFileSync(
    results,
    from < 0 ? `${text}\n${marked}\n` : text.slice(0, from) + marked + text.slice(to + end.length),
  );
}
