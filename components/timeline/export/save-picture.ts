import { STILL } from "../motion.ts";
import { paintLabels } from "../paint/paint-labels.ts";
import { paintTimeline } from "../paint/paint-timeline.ts";
import type { Scene } from "../paint/scene.ts";
import { SvgContext } from "./svg-context.ts";

export interface SavedPicture {
  readonly scene: Scene;
  /** Of the features at the query time, as text. */
  readonly values: ReadonlyMap<string, string>;
  readonly title: string;
}

/** A saved picture shows a moment at rest, without pointer or cursor. */
const atRest = (scene: Scene): Scene => ({ ...scene, motion: STILL, cursor: null, drag: null });

/** The picture as SVG text. */
export function pictureSvg(picture: SavedPicture, measure: (text: string, font: string) => number): string {
  const { lanes } = picture.scene.layout;
  const scene = atRest(picture.scene);
  const context = new SvgContext(measure);
  paintTimeline(context, scene);
  paintLabels(context, scene, picture.values);
  return context.toSvg(lanes.width, lanes.height, scene.palette.panel, picture.title);
}

function measureWith(context: CanvasRenderingContext2D | null) {
  return (text: string, font: string): number => {
    if (context === null) return text.length * 6;
    context.font = font;
    return context.measureText(text).width;
  };
}

/** The picture as PNG, two pixels for one. */
function picturePng(picture: SavedPicture): Promise<Blob> {
  const { lanes } = picture.scene.layout;
  const canvas = document.createElement("canvas");
  canvas.width = lanes.width * 2;
  canvas.height = lanes.height * 2;
  const context = canvas.getContext("2d");
  const scene = { ...atRest(picture.scene), pixelRatio: 2 };
  if (context !== null) {
    context.scale(2, 2);
    paintTimeline(context, scene);
    paintLabels(context, scene, picture.values);
    context.globalCompositeOperation = "destination-over";
    context.fillStyle = scene.palette.panel;
    context.fillRect(0, 0, lanes.width, lanes.height);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error("The picture is too large to save.")) : resolve(blob)));
  });
}

/** Offers the picture as a file to keep. */
export async function savePicture(picture: SavedPicture, format: "png" | "svg"): Promise<void> {
  const blob =
    format === "png"
      ? await picturePng(picture)
      : new Blob([pictureSvg(picture, measureWith(document.createElement("canvas").getContext("2d")))], {
          type: "image/svg+xml",
        });
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = `${picture.title.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "")}.${format}`;
  link.click();
  // The download has taken the data by the next turn of the page.
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
