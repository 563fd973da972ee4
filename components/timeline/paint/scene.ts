import type { KeyIndex } from "../key-index.ts";
import type { TimelineLayout } from "../lay-out-timeline.ts";
import type { Motion } from "../motion.ts";
import type { Palette } from "./palette.ts";

/** A mark under the pointer or the keyboard's cursor, or the selected one. */
export type MarkRef =
  | { readonly kind: "event"; readonly step: number }
  | { readonly kind: "tile"; readonly tileIndex: number }
  | { readonly kind: "window"; readonly window: number }
  | { readonly kind: "value"; readonly feature: string };

/** An event on its way to another time, under the pointer. */
export interface EventDrag {
  readonly step: number;
  readonly arrivalMs: number;
  readonly eventMs: number;
}

/** All that the painter needs for one frame. */
export interface Scene {
  readonly layout: TimelineLayout;
  readonly index: KeyIndex;
  readonly palette: Palette;
  readonly motion: Motion;
  /** Time of the frame driver. */
  readonly nowMs: number;
  readonly selected: MarkRef | null;
  readonly cursor: MarkRef | null;
  readonly drag: EventDrag | null;
  /** IRs on one line by tile of the trace, as far as they are known at this step. */
  readonly irTexts: ReadonlyMap<number, string>;
  readonly selectedIrText: string | null;
  readonly queryPinned: boolean;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
}

export const isMark = (mark: MarkRef | null, kind: MarkRef["kind"], id: number | string): boolean =>
  mark !== null &&
  mark.kind === kind &&
  (mark.kind === "event"
    ? mark.step
    : mark.kind === "tile"
      ? mark.tileIndex
      : mark.kind === "window"
        ? mark.window
        : mark.feature) === id;
