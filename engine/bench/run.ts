/**
 * `npm run bench`: runs the benches of this folder and prints their tables. Words choose benches by part of their name;
 * `--repetitions=9` sets how often each is measured, `--write` puts the tables into RESULTS.md, each bench into its
 * own section.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { type Bench, compareSubjects } from "./compare.ts";
import { tableSection, toMarkdown } from "./to-markdown.ts";

const options = process.argv.slice(2);
const words = options.filter((option) => !option.startsWith("--"));
const repetitions = Number(options.find((option) => option.startsWith("--repetitions="))?.split("=")[1] ?? 7);

const folder = new URL(".", import.meta.url);
const results = new URL("RESULTS.md", folder);

const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory}, Node ${process.versions.node}, V8 ${process.versions.v8}`;

/** Puts a section between the marks of its bench, or at the end. */
function writeSection(name: string, section: string): void {
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

for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith(".bench.ts")) continue;
  const bench = (await import(new URL(file, folder).href)) as Bench;
  if (words.length > 0 && !words.some((word) => bench.name.includes(word))) continue;
  const load = `Load before: ${loadavg()[0]?.toFixed(1)}.`;
  const lines = [`## ${bench.name.charAt(0).toUpperCase()}${bench.name.slice(1)}`, "", `On ${machine}. ${load}`, ""];
  console.log(lines.join("\n"));
  const print = (table: string): void => {
    console.log(table);
    lines.push(table);
  };
  await bench.run(
    (comparison) => print(toMarkdown(compareSubjects(comparison, repetitions))),
    (title, rows) => print(tableSection(title, rows)),
  );
  if (options.includes("--write")) writeSection(bench.name, lines.join("\n"));
}
