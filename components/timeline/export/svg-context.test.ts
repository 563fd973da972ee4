import { describe, expect, test } from "vitest";
import { layOutTimeline } from "../lay-out-timeline.ts";
import { STILL } from "../motion.ts";
import { paletteFrom } from "../paint/palette.ts";
import type { Scene } from "../paint/scene.ts";
import { syntheticEvents, syntheticTrace } from "../testing/synthetic-trace.ts";
import { timelineInput } from "../testing/timeline-input.ts";
import { pictureSvg } from "./save-picture.ts";
import { SvgContext } from "./svg-context.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 15, 8);
const measure = (text: string) => text.length * 6;

function scene(more: Partial<Scene> = {}): Scene {
  const trace = syntheticTrace(syntheticEvents(60, 3, HOUR, START), { tileSizeMs: 300_000, outOfOrdernessMs: 300_000 });
  const input = timelineInput(trace, 0, { fromMs: START, toMs: START + 2 * HOUR }, START + 1.2 * HOUR);
  return {
    layout: layOutTimeline(input),
    index: input.index,
    palette: paletteFrom((name) => (name === "--sans" || name === "--mono" ? "" : `#${name.length}00`)),
    motion: STILL,
    nowMs: 0,
    selected: { kind: "tile", tileIndex: input.index.tiles[0] ?? -1 },
    cursor: null,
    drag: null,
    irTexts: new Map(),
    selectedIrText: '[3, "mint & <olive>"]',
    queryPinned: false,
    pixelRatio: 1,
    ...more,
  };
}

describe("the picture as SVG", () => {
  const svg = pictureSvg({ scene: scene(), values: new Map(), title: "Alice & co" }, measure);

  test("is one well-formed picture with its title and ground", () => {
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
    expect(svg.endsWith("</svg>")).toBe(true);
    expect(svg).toContain("<title>Alice &amp; co</title>");
    expect(svg.match(/<g /g)?.length).toBe(svg.match(/<\/g>/g)?.length);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("names its lanes and lines, and escapes what people wrote", () => {
    for (const name of ["Window 1 h", "Arrivals", "Events", "Tiles, 5 min", "Late output", "watermark", "query"])
      expect(svg).toContain(`>${name}</text>`);
    expect(svg).toContain("[3, &quot;mint &amp; &lt;olive&gt;&quot;]");
  });

  test("draws every event of the layout as a shape", () => {
    const { events, arrivals } = scene().layout;
    const circles = svg.match(/A(3\.4|2\.2) /g)?.length ?? 0;
    const [onTime, arrived] = [events[0], arrivals[0]];
    if (onTime.kind !== "points" || arrived.kind !== "points") throw new Error("expected points");
    expect(circles).toBe(2 * (onTime.x.length + arrived.x.length));
  });

  test("shows a moment at rest, whatever moves on the page", () => {
    const moving = scene({ motion: { ...STILL, falls: new Map([[0, 0]]) }, cursor: { kind: "window", window: 0 } });
    expect(pictureSvg({ scene: moving, values: new Map(), title: "Alice & co" }, measure)).toBe(svg);
  });
});

test("shapes, styles and clips", () => {
  const context = new SvgContext(measure);
  context.save();
  context.beginPath();
  context.rect(0, 0, 10, 5);
  context.clip();
  context.beginPath();
  context.moveTo(0.12345, 1);
  context.bezierCurveTo(1, 2, 3, 4, 5, 6);
  context.strokeStyle = "#123456";
  context.lineWidth = 1.4;
  context.globalAlpha = 0.5;
  context.setLineDash([3, 2]);
  context.stroke();
  context.restore();
  context.globalAlpha = 1;
  context.textAlign = "center";
  context.fillText('a "b"', 1, 2);
  expect(context.toSvg(10, 5, "#fff", "t")).toMatchInlineSnapshot(`
    "<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5" viewBox="0 0 10 5">
    <title>t</title>
    <rect width="100%" height="100%" fill="#fff"/>
    <clipPath id="clip0"><path d="M0 0h10v5h-10Z"/></clipPath><g clip-path="url(#clip0)">
    <path d="M0.123 1C1 2 3 4 5 6" fill="none" stroke="#123456" stroke-width="1.4" stroke-dasharray="3 2" opacity="0.5"/>
    </g>
    <text x="1" y="2" fill="#000" style="font:10px sans-serif" text-anchor="middle">a &quot;b&quot;</text>
    </svg>"
  `);
});
