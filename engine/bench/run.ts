/**
 * `npm run bench`: runs the benches of this folder and prints their tables. Words choose benches by part of their name;
 * `--repetitions=9` sets how often each is measured, `--write` puts the tables into RESULTS.md.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { type Bench, type Compare, compareSubjects } from "./compare.ts";
import { toMarkdown } from "./to-markdown.ts";

const options = process.argv.slice(2);
const words = options.filter((option) => !option.startsWith("--"));
const repetitions = Number(options.find((option) => option.startsWith("--repetitions="))?.split("=")[1] ?? 7);

const folder = new URL(".", import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith(".bench.ts"));
const tables: string[] = [];

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node} (V8 ${process.versions.v8})`;
console.log(`${machine}\n`);

const compare: Compare = (comparison) => {
  const table = toMarkdown(compareSubjects(comparison, repetitions));
  console.log(table);
  tables.push(table);
};

for (const file of files.sort()) {
  const bench = (await import(new URL(file, folder).href)) as Bench;
  if (words.length > 0 && !words.some((word) => bench.name.includes(word))) continue;
  console.log(`## ${bench.name}\n`);
  tables.push(`## ${bench.name}\n`);
  await bench.run(compare);
}

if (options.includes("--write")) {
  const results = new URL("RESULTS.md", folder);
  const [before = "", after = ""] = readFileSync(results, "utf8").split(/<!-- tables -->.*<!-- end of tables -->/s);
  const measured = [`Measured on ${machine}.`, "", ...tables].join("\n");
  writeFileSync(results, `${before}<!-- tables -->\n\n${measured}\n<!-- end of tables -->${after}`);
}
