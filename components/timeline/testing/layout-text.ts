import type { EventMarks } from "../lay-out-events.ts";
import type { TimelineLayout } from "../lay-out-timeline.ts";

const x = (value: number) => (Number.isFinite(value) ? value.toFixed(1) : String(value));

function eventsText(name: string, marks: readonly EventMarks[]): string[] {
  return marks.map((one, fate) => {
    const head = `${name} ${["on time", "late", "dropped"][fate]}:`;
    if (one.kind === "points")
      return `${head} ${[...one.x].map((at, i) => `${x(at)}<${x(one.otherX[i] ?? 0)}#${one.steps[i]}`).join(" ")}`.trimEnd();
    const bars = [...one.counts].flatMap((count, bin) => (count > 0 ? [`${bin}:${count}`] : []));
    return `${head} density, ${one.total} in all, largest ${one.largest}: ${bars.join(" ")}`;
  });
}

/** The picture as text, lane by lane, for snapshots. */
export function layoutText(layout: TimelineLayout): string {
  const { tiles, lanes } = layout;
  return [
    `step ${layout.step}, ${lanes.width} x ${lanes.height}`,
    `ticks: ${layout.ticks.map((tick) => `${x(tick.x)} ${tick.major ? "*" : ""}${tick.label}`).join(" | ")}`,
    ...layout.windows.map(
      (one) =>
        `${one.name}: tail ${x(one.tailX)}, ${x(one.exactX)} to ${x(one.toX)} "${one.label}" ${one.features.join("+")}`,
    ),
    ...eventsText("arrivals", layout.arrivals),
    ...eventsText("events", layout.events),
    tiles.kind === "tiles"
      ? `tiles of ${x(tiles.width)}: ${[...tiles.x]
          .map((at, i) => `${x(at)}=${tiles.events[i]}${tiles.open[i] ? " open" : ""}${tiles.read[i] ? " read" : ""}`)
          .join(" | ")}`
      : `tiles merged: ${[...tiles.events].flatMap((count, bin) => (count > 0 ? [`${bin}:${tiles.tiles[bin]}/${count}`] : [])).join(" ")}`,
    ...layout.series.map(
      (one) =>
        `${one.feature} ${one.least} to ${one.largest}: ${[...one.x].map((at, i) => `${x(at)},${one.tiled[i]}/${one.exact[i]}`).join(" ")}`,
    ),
    `watermark ${x(layout.watermarkX)}, query ${x(layout.queryX)}, clock ${x(layout.clockX)}`,
  ]
    .map((line) => line.trimEnd())
    .join("\n");
}
