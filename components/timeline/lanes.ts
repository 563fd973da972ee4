/** A window that some features share. `windowMs` null: unbounded. */
export interface TimelineWindow {
  readonly windowMs: number | null;
  readonly tailHopMs: number;
  readonly features: readonly string[];
}

/** Where each lane lies, in pixels from the top of the picture. */
export interface Lanes {
  readonly width: number;
  readonly height: number;
  /** Of the area whose x is time. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Middle of each window's bracket. */
  readonly windowsY: readonly number[];
  readonly arrivalsY: number;
  readonly eventsY: number;
  readonly tilesTop: number;
  readonly tilesBottom: number;
  /** Baseline of the IR under the tiles. */
  readonly irY: number;
  readonly series: readonly { readonly feature: string; readonly top: number; readonly bottom: number }[];
  readonly lateY: number;
  readonly axisY: number;
}

const GUTTER = 112;
const WINDOW_HEIGHT = 26;
const SERIES_HEIGHT = 84;
const SERIES_GAP = 14;

/** Lanes from top to bottom: windows, arrivals, events, tiles, feature values, late output, time axis. */
export function laneGeometry(
  width: number,
  windows: readonly TimelineWindow[],
  features: readonly { readonly name: string; readonly numeric: boolean }[],
): Lanes {
  const windowsY = windows.map((_, i) => 42 + i * WINDOW_HEIGHT);
  const arrivalsY = 58 + Math.max(1, windows.length) * WINDOW_HEIGHT;
  const eventsY = arrivalsY + 76;
  const tilesTop = eventsY + 28;
  const tilesBottom = tilesTop + 40;
  const irY = tilesBottom + 17;
  let y = irY + 22;
  const series = features.map(({ name, numeric }) => {
    const lane = { feature: name, top: y, bottom: y + (numeric ? SERIES_HEIGHT : 22) };
    y = lane.bottom + SERIES_GAP;
    return lane;
  });
  const lateY = y + 12;
  const bottom = lateY + 24;
  return {
    width,
    height: bottom + 24,
    left: Math.min(GUTTER, width / 3),
    right: width - 14,
    top: 24,
    bottom,
    windowsY,
    arrivalsY,
    eventsY,
    tilesTop,
    tilesBottom,
    irY,
    series,
    lateY,
    axisY: bottom + 16,
  };
}

/** The windows of some features, each once, longest first. */
export function distinctWindows(
  features: readonly { readonly name: string; readonly windowMs: number | null; readonly tailHopMs: number }[],
): TimelineWindow[] {
  const byShape = new Map<string, { windowMs: number | null; tailHopMs: number; features: string[] }>();
  for (const { name, windowMs, tailHopMs } of features) {
    const id = `${windowMs}/${tailHopMs}`;
    const known = byShape.get(id);
    if (known === undefined) byShape.set(id, { windowMs, tailHopMs, features: [name] });
    else known.features.push(name);
  }
  const length = (windowMs: number | null) => windowMs ?? Number.POSITIVE_INFINITY;
  return [...byShape.values()].sort((a, b) =>
    length(a.windowMs) === length(b.windowMs) ? 0 : length(b.windowMs) - length(a.windowMs),
  );
}
