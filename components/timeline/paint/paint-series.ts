import type { SeriesMarks } from "../lay-out-series.ts";
import type { PaintContext } from "./paint-context.ts";
import type { Scene } from "./scene.ts";

function trace(context: PaintContext, x: Float32Array, y: Float32Array): void {
  let pen = false;
  for (let i = 0; i < x.length; i++) {
    const at = y[i] ?? Number.NaN;
    if (Number.isNaN(at)) pen = false;
    else if (pen) context.lineTo(x[i] ?? 0, at);
    else {
      context.moveTo(x[i] ?? 0, at);
      pen = true;
    }
  }
}

/** The area between tiled and exact, stretch by stretch where both have a value and differ. */
function shade(context: PaintContext, { x, tiledY, exactY }: SeriesMarks): void {
  for (let from = 0; from < x.length; ) {
    let to = from;
    while (to < x.length && !Number.isNaN(tiledY[to] ?? Number.NaN) && !Number.isNaN(exactY[to] ?? Number.NaN)) to++;
    if (to - from > 1) {
      context.moveTo(x[from] ?? 0, tiledY[from] ?? 0);
      for (let i = from + 1; i < to; i++) context.lineTo(x[i] ?? 0, tiledY[i] ?? 0);
      for (let i = to - 1; i >= from; i--) context.lineTo(x[i] ?? 0, exactY[i] ?? 0);
    }
    from = to + 1;
  }
}

const axisNumber = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });

/** Each numeric feature over time: exact, tiled, and the difference between them shaded. */
export function paintSeries(scene: Scene, context: PaintContext): void {
  const { palette, layout } = scene;
  for (const series of layout.series) {
    context.beginPath();
    for (const y of [series.top, series.bottom]) {
      context.moveTo(layout.scale.left, Math.round(y) + 0.5);
      context.lineTo(layout.scale.right, Math.round(y) + 0.5);
    }
    context.strokeStyle = palette.line;
    context.globalAlpha = 0.6;
    context.lineWidth = 1;
    context.stroke();
    context.globalAlpha = 0.5;
    context.beginPath();
    shade(context, series);
    context.fillStyle = palette.saw;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 1.4;
    context.lineJoin = "round";
    for (const [y, colour] of [
      [series.exactY, palette.exact],
      [series.tiledY, palette.tile],
    ] as const) {
      context.beginPath();
      trace(context, series.x, y);
      context.strokeStyle = colour;
      context.stroke();
    }
    context.fillStyle = palette.faint;
    context.font = `9.5px ${palette.sans}`;
    context.textAlign = "left";
    context.fillText(axisNumber.format(series.largest), layout.scale.left + 3, series.top + 10);
    context.fillText(axisNumber.format(series.least), layout.scale.left + 3, series.bottom - 3);
  }
}
