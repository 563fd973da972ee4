import type { PaintContext } from "../paint/paint-context.ts";

/** Three decimals are finer than any screen. */
const n = (value: number) => String(Math.round(value * 1_000) / 1_000);

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const ANCHORS: Partial<Record<CanvasTextAlign, string>> = { center: "middle", right: "end" };

/** A context that writes what is painted as SVG. `measure` gives the width of a text in a font, in pixels. */
export class SvgContext implements PaintContext {
  fillStyle: CanvasRenderingContext2D["fillStyle"] = "#000";
  strokeStyle: CanvasRenderingContext2D["strokeStyle"] = "#000";
  lineWidth = 1;
  lineJoin: CanvasLineJoin = "miter";
  globalAlpha = 1;
  font = "10px sans-serif";
  textAlign: CanvasTextAlign = "left";
  #path: string[] = [];
  #dash: number[] = [];
  #parts: string[] = [];
  #groups = 0;
  #saved: number[] = [];
  #clips = 0;
  readonly #measure: (text: string, font: string) => number;

  constructor(measure: (text: string, font: string) => number) {
    this.#measure = measure;
  }

  /** The whole picture on a ground of one colour. */
  toSvg(width: number, height: number, ground: string, title: string): string {
    const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}">`;
    const back = `<rect width="100%" height="100%" fill="${escaped(ground)}"/>`;
    return [open, `<title>${escaped(title)}</title>`, back, ...this.#parts, "</svg>"].join("\n");
  }

  beginPath(): void {
    this.#path = [];
  }
  moveTo(x: number, y: number): void {
    this.#path.push(`M${n(x)} ${n(y)}`);
  }
  lineTo(x: number, y: number): void {
    this.#path.push(`L${n(x)} ${n(y)}`);
  }
  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    this.#path.push(`C${n(x1)} ${n(y1)} ${n(x2)} ${n(y2)} ${n(x)} ${n(y)}`);
  }
  arc(x: number, y: number, radius: number): void {
    const half = `A${n(radius)} ${n(radius)} 0 1 1`;
    this.#path.push(`M${n(x + radius)} ${n(y)}${half} ${n(x - radius)} ${n(y)}${half} ${n(x + radius)} ${n(y)}Z`);
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push(`M${n(x)} ${n(y)}h${n(width)}v${n(height)}h${n(-width)}Z`);
  }
  roundRect(x: number, y: number, width: number, height: number, radius: number): void {
    const r = Math.max(0, Math.min(radius, width / 2, height / 2));
    const corner = (dx: number, dy: number) => `a${n(r)} ${n(r)} 0 0 1 ${n(dx)} ${n(dy)}`;
    const [w, h] = [width - 2 * r, height - 2 * r];
    this.#path.push(
      `M${n(x + r)} ${n(y)}h${n(w)}${corner(r, r)}v${n(h)}${corner(-r, r)}h${n(-w)}${corner(-r, -r)}v${n(-h)}${corner(r, -r)}Z`,
    );
  }

  fill(): void {
    if (this.#path.length === 0) return;
    this.#parts.push(`<path d="${this.#path.join("")}" fill="${escaped(String(this.fillStyle))}"${this.#opacity()}/>`);
  }
  stroke(): void {
    if (this.#path.length === 0) return;
    const dash = this.#dash.length === 0 ? "" : ` stroke-dasharray="${this.#dash.map(n).join(" ")}"`;
    const join = this.lineJoin === "miter" ? "" : ` stroke-linejoin="${this.lineJoin}"`;
    this.#parts.push(
      `<path d="${this.#path.join("")}" fill="none" stroke="${escaped(String(this.strokeStyle))}" stroke-width="${n(this.lineWidth)}"${dash}${join}${this.#opacity()}/>`,
    );
  }
  clip(): void {
    const id = `clip${this.#clips++}`;
    this.#parts.push(`<clipPath id="${id}"><path d="${this.#path.join("")}"/></clipPath><g clip-path="url(#${id})">`);
    this.#groups++;
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    this.#parts.push(
      `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${escaped(String(this.fillStyle))}"${this.#opacity()}/>`,
    );
  }
  clearRect(): void {
    this.#parts = [];
  }
  fillText(text: string, x: number, y: number): void {
    const anchor = ANCHORS[this.textAlign];
    this.#parts.push(
      `<text x="${n(x)}" y="${n(y)}" fill="${escaped(String(this.fillStyle))}" style="font:${escaped(this.font)}"${anchor === undefined ? "" : ` text-anchor="${anchor}"`}${this.#opacity()}>${escaped(text)}</text>`,
    );
  }
  measureText(text: string): { readonly width: number } {
    return { width: this.#measure(text, this.font) };
  }
  setLineDash(dash: number[]): void {
    this.#dash = dash;
  }
  /** The painters set every style before they use it, so only clips are undone. */
  save(): void {
    this.#saved.push(this.#groups);
  }
  restore(): void {
    const kept = this.#saved.pop() ?? 0;
    for (; this.#groups > kept; this.#groups--) this.#parts.push("</g>");
  }

  #opacity(): string {
    return this.globalAlpha === 1 ? "" : ` opacity="${n(this.globalAlpha)}"`;
  }
}
