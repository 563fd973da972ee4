/**
 * `npm run bench`: runs the benches of this folder and prints their tables. Words choose benches by part of their name;
 * `--repetitions=9` sets how often each is measured, `--write` puts the tables into RESULTS.md, each bench into its
 * own section.
 */
import { readdirSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { type Bench, compareSubjects } from "./compare.ts";
import { writeSection } from "./results-file.ts";
import { tableSection, toMarkdown } from "./to-markdown.ts";

const options = process.argv.slice(2);
const words = options.filter((option) => !option.startsWith("--"));
const repetitions = Number(options.find((option) => option.startsWith("--repetitions="))?.split("=")[1] ?? 7);

const folder = new URL(".", import.meta.url);

const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${memory}, Node ${process.versions.node}, V8 ${process.versions.v8}`;

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
