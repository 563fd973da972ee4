import type { ViewAction } from "./view-reducer.ts";

/** The part of a keyboard event that decides. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** What a key does to the clock: space plays, arrows go by arrival, with shift by tile, Home and End to the ends. */
export function clockKeyAction(press: KeyPress): ViewAction | null {
  if (press.altKey || press.ctrlKey || press.metaKey) return null;
  switch (press.key) {
    case " ":
      return { type: "toggle" };
    case "ArrowRight":
    case "ArrowUp":
      return { type: press.shiftKey ? "step-tile" : "step", by: 1 };
    case "ArrowLeft":
    case "ArrowDown":
      return { type: press.shiftKey ? "step-tile" : "step", by: -1 };
    case "Home":
      return { type: "home" };
    case "End":
      return { type: "end" };
    default:
      return null;
  }
}
