import type { Compared, Measured } from "./compare.ts";

const inMillions = (perSecond: number): string =>
  perSecond >= 1e5 ? `${(perSecond / 1e6).toPrecision(3)} M` : Math.round(perSecond).toLocaleString("en");

const seconds = (us: number): string => (us / 1e6).toPrecision(3);

function cells(measured: Measured, baseline: Measured): string[] {
  return [
    measured.name,
    inMillions(measured.perCpuSecond),
    seconds(measured.medianUs),
    `${seconds(Math.min(...measured.cpuUs))} to ${seconds(Math.max(...measured.cpuUs))}`,
    (measured.perCpuSecond / baseline.perCpuSecond).toPrecision(3),
  ];
}

/** Rows with their columns in line, as the project's formatter has them; the first is the head. */
export function markdownTable(rows: readonly (readonly string[])[]): string[] {
  const [head = []] = rows;
  const widths = head.map((_, c) => Math.max(3, ...rows.map((row) => row[c]?.length ?? 0)));
  const lines = [head, widths.map((width) => "-".repeat(width)), ...rows.slice(1)];
  return lines.map((row) => `| ${row.map((cell, c) => cell.padEnd(widths[c] ?? 0)).join(" | ")} |`);
}

/** A comparison as a table; the first subject is the baseline. */
export function toMarkdown({ title, unit, count, measured }: Compared): string {
  const [baseline] = measured;
  if (baseline === undefined) return "";
  const head = ["", `${unit} per processor second`, "median, processor s", "least to most", "times the baseline"];
  return [
    `### ${title}`,
    "",
    `${count.toLocaleString("en")} ${unit} per run, ${baseline.cpuUs.length} runs.`,
    "",
    ...markdownTable([head, ...measured.map((one) => cells(one, baseline))]),
    "",
  ].join("\n");
}

/** Rows under a title; the first is the head. */
export function tableSection(title: string, rows: readonly (readonly string[])[]): string {
  return [`### ${title}`, "", ...markdownTable(rows), ""].join("\n");
}
