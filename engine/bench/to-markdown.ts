import type { Compared, Measured } from "./compare.ts";

const inMillions = (perSecond: number): string =>
  perSecond >= 1e5 ? `${(perSecond / 1e6).toPrecision(3)} M` : Math.round(perSecond).toLocaleString("en");

const seconds = (us: number): string => (us / 1e6).toPrecision(3);

function line(measured: Measured, baseline: Measured): string {
  const spread = `${seconds(Math.min(...measured.cpuUs))} to ${seconds(Math.max(...measured.cpuUs))}`;
  const ratio = (measured.perCpuSecond / baseline.perCpuSecond).toPrecision(3);
  return `| ${measured.name} | ${inMillions(measured.perCpuSecond)} | ${seconds(measured.medianUs)} | ${spread} | ${ratio} |`;
}

/** A comparison as a table; the first subject is the baseline. */
export function toMarkdown({ title, unit, count, measured }: Compared): string {
  const [baseline] = measured;
  if (baseline === undefined) return "";
  const repetitions = baseline.cpuUs.length;
  return [
    `### ${title}`,
    "",
    `${count.toLocaleString("en")} ${unit} per run, ${repetitions} runs.`,
    "",
    `| | ${unit} per processor second | median, processor s | least to most | times the baseline |`,
    "|---|---|---|---|---|",
    ...measured.map((one) => line(one, baseline)),
    "",
  ].join("\n");
}
