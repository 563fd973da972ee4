import { type Json, stringifyJson } from "../../schema/json.ts";
import { formatDuration } from "../../time/duration.ts";
import type { ReadCost } from "../../worker/protocol.ts";
import { hasPassed } from "./ask-run.ts";
import type { AskedReport, NotebookReport, PlacedProblem, RunReport } from "./report.ts";
import { textTable } from "./text-table.ts";

const LONGEST_VALUE = 60;
const DIGITS = 12;
const NUMERIC = new Set(["byte", "short", "int", "long", "float", "double"]);

/** Longs beyond 2^53 and doubles that are not finite come as text, and are numbers all the same. */
function valueText(value: Json, type = ""): string {
  if (value === null) return "null";
  if (typeof value === "string" && NUMERIC.has(type)) return value;
  const text = stringifyJson(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

/** Fractions to so many digits as the eye follows; the lines below a table have them all. */
const shortText = (value: Json, type: string): string =>
  typeof value === "number" && !Number.isInteger(value)
    ? String(Number(value.toPrecision(DIGITS)))
    : valueText(value, type);

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
const timeText = (ms: number): string => new Date(ms).toISOString();

/** `weekly.notebook.ts:12:5: error in weekly: …`. */
export function problemText(file: string, { cell, severity, line, column, message, hint }: PlacedProblem): string {
  return `${file}:${line}:${column}: ${severity} in ${cell}: ${[message, hint].filter((part) => part !== undefined).join(" ")}`;
}

function runText({ definition, stream, shownBy, outcome }: RunReport): string[] {
  const title = `${definition} over ${stream}${shownBy.length === 0 ? "" : ` (${shownBy.join(", ")})`}`;
  if ("skipped" in outcome) return [title, `  not run: ${outcome.skipped}`];
  if ("failed" in outcome) return [title, `  failed: ${outcome.failed}`];
  const { counts, tileSizeMs, queryMs, keys, problems } = outcome;
  const parts = [
    counted(counts.events, "event"),
    `${counts.lateEvents.toLocaleString("en-US")} late`,
    `${counted(counts.tiles, "tile")} of ${formatDuration(tileSizeMs)}`,
    counted(counts.emissions, "write"),
    ...(counts.filtered > 0 ? [`${counts.filtered.toLocaleString("en-US")} filtered`] : []),
    ...(counts.invalid > 0 ? [`${counts.invalid.toLocaleString("en-US")} invalid`] : []),
  ];
  const lines = [title, `  ${parts.join(", ")}`, ...problems.map((problem) => `  ${problem}`)];
  if (keys.length === 0) return [...lines, "  no key: no event was taken"];
  const names = keys[0]?.features ?? [];
  const columns = [
    { title: "key", isNumber: false },
    { title: "events", isNumber: true },
    ...names.map(({ feature, type }) => ({ title: feature, isNumber: NUMERIC.has(type) })),
  ];
  const rows = keys.map(({ key, events, features }) => [
    key,
    events.toLocaleString("en-US"),
    ...features.map(
      ({ served, type, compared }) => `${shortText(served, type)}${compared?.equal === "differs" ? "*" : " "}`,
    ),
  ]);
  const table = textTable(columns, rows).map((line) => `  ${line}`);
  const differences = keys.flatMap(({ key, features }) =>
    features.flatMap(({ feature, type, served, compared, reasons }) =>
      compared?.equal === "differs"
        ? [
            `  * ${key}, ${feature}: ${valueText(served, type)} from tiles, ${valueText(compared.exact, type)} exact: ${reasons.join("; ")}`,
          ]
        : [],
    ),
  );
  return [...lines, `  at ${timeText(queryMs)}`, ...table, ...differences];
}

function costText({ reads, bytes, merges, p50Us, p99Us, timed }: ReadCost): string {
  const times =
    timed > 0 ? [`${p50Us.toFixed(1)} µs at the median, ${p99Us.toFixed(1)} µs at the 99th percentile`] : [];
  return [counted(reads, "value read", "values read"), counted(bytes, "byte"), counted(merges, "merge"), ...times].join(
    ", ",
  );
}

function askedText(file: string, { name, cell, line, outcome }: AskedReport): string[] {
  if (outcome.kind === "failed")
    return [`FAILED  ${name}`, ...outcome.problems.map((problem) => `  ${problemText(file, problem)}`)];
  if (outcome.kind === "fetch") {
    const { keys, key, queryMs, features, cost } = outcome.fetched;
    return [
      `${name}: ${valueText({ ...keys })} at ${timeText(queryMs)}${key === null ? " (no event has this key)" : ""}`,
      ...features.map(({ name: feature, type, value }) => `  ${feature}: ${valueText(value, type)}`),
      `  ${costText(cost)}`,
    ];
  }
  const { verdict, lines } = outcome;
  const what = `${counted(verdict.compared, "value")} of ${counted(verdict.keys, "key")} at ${timeText(verdict.queryMs)}`;
  if (verdict.passed) return [`passed  ${name}: ${what}`];
  const failed = verdict.values.filter(({ passed }) => !passed);
  return [
    `FAILED  ${name}: ${verdict.failures.toLocaleString("en-US")} of ${what}`,
    ...failed.flatMap(({ key, known, feature, type, expected, actual, tolerance, reasons }) => [
      `  ${file}:${lines[feature] ?? line}: in ${cell}: ${feature} of ${key}: expected ${valueText(expected, type)}, actual ${valueText(actual, type)}${
        tolerance === null ? "" : `, not ${tolerance}`
      }`,
      ...(known ? [] : ["    no event of the stream has this key"]),
      ...reasons.map(({ text }) => `    ${text}`),
    ]),
    ...(verdict.failures > failed.length ? [`  and ${counted(verdict.failures - failed.length, "more", "more")}`] : []),
  ];
}

/** What `tilescope run` prints: each run with its busiest keys, then the fetches and expectations. */
export function reportText({ file, logs, runs, answers }: NotebookReport): string {
  const blocks = [
    ...logs.map(({ cell, lines }) => [`${cell} wrote`, ...lines.map((line) => `  ${line}`)]),
    ...runs.map(runText),
    ...answers.map((answer) => askedText(file, answer)),
  ];
  const judged = answers.filter(({ asks }) => asks === "expect");
  const failed = judged.filter((one) => !hasPassed(one));
  const end =
    judged.length === 0
      ? []
      : [[`${counted(judged.length - failed.length, "expectation")} passed, ${failed.length} failed`]];
  return [...blocks, ...end].map((lines) => `${lines.join("\n")}\n`).join("\n");
}
