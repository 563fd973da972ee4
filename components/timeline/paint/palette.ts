/** Colours and fonts of the theme, read from the tokens once per change of theme. */
export interface Palette {
  readonly panel: string;
  readonly ink: string;
  readonly muted: string;
  readonly faint: string;
  readonly line: string;
  readonly tile: string;
  readonly tileOpen: string;
  readonly watermark: string;
  readonly exact: string;
  readonly saw: string;
  readonly batch: string;
  readonly accent: string;
  /** By fate: on time, late but merged, dropped. */
  readonly fates: readonly [string, string, string];
  readonly sans: string;
  readonly mono: string;
  /** Colour of text that can be read on a tile of this opacity. */
  readonly textOnTile: (opacity: number) => string;
}

type Rgb = readonly [number, number, number];

/** Parses `#rgb`, `#rrggbb` and `rgb(…)`; what is neither is black. */
export function parseColour(text: string): Rgb {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (hex !== undefined) {
    const digits = hex.length === 3 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) ?? []);
    const [r = 0, g = 0, b = 0] = digits.map((pair) => Number.parseInt(pair, 16));
    return [r, g, b];
  }
  const [r = 0, g = 0, b = 0] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b];
}

/** Relative luminance by WCAG 2. */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio by WCAG 2, 1 to 21. */
export function contrast(left: Rgb, right: Rgb): number {
  const [a, b] = [luminance(left), luminance(right)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

const mix = (over: Rgb, under: Rgb, opacity: number): Rgb => [
  over[0] * opacity + under[0] * (1 - opacity),
  over[1] * opacity + under[1] * (1 - opacity),
  over[2] * opacity + under[2] * (1 - opacity),
];

/** The palette from a look-up of custom properties (`--ink` and so on). */
export function paletteFrom(property: (name: string) => string): Palette {
  const of = (name: string) => property(name).trim();
  const [ink, ground, panel, tile] = [of("--ink"), of("--bg"), of("--panel"), of("--tile")];
  const textOnTile = Array.from({ length: 11 }, (_, i) => {
    const behind = mix(parseColour(tile), parseColour(panel), i / 10);
    return contrast(parseColour(ink), behind) >= contrast(parseColour(ground), behind) ? ink : ground;
  });
  return {
    panel,
    ink,
    muted: of("--muted"),
    faint: of("--faint"),
    line: of("--line"),
    tile,
    tileOpen: of("--tile-open"),
    watermark: of("--watermark"),
    exact: of("--exact"),
    saw: of("--saw"),
    batch: of("--batch"),
    accent: of("--accent"),
    fates: [of("--event"), of("--late"), of("--dropped")],
    sans: of("--sans") || "system-ui, sans-serif",
    mono: of("--mono") || "ui-monospace, monospace",
    textOnTile: (opacity) => textOnTile[Math.round(Math.min(1, Math.max(0, opacity)) * 10)] ?? ink,
  };
}

/** The palette that holds at an element now. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  return paletteFrom((name) => style.getPropertyValue(name));
}
