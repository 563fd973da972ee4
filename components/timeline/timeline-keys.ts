import type { KeyPress } from "../playback/clock-keys.ts";

/** What a key does on the focused picture. */
export type TimelineCommand =
  | { readonly kind: "walk"; readonly by: 1 | -1 }
  | { readonly kind: "lane"; readonly by: 1 | -1 }
  | { readonly kind: "pan"; readonly share: number }
  | { readonly kind: "zoom"; readonly factor: number }
  | { readonly kind: "fit" }
  | { readonly kind: "open" }
  | { readonly kind: "leave" }
  | { readonly kind: "play" }
  | { readonly kind: "step"; readonly by: 1 | -1 }
  | { readonly kind: "clock"; readonly to: "home" | "end" }
  /** Moves the event under the cursor by a hundredth of what is in view. */
  | { readonly kind: "move-event"; readonly what: "arrival" | "event-time"; readonly by: 1 | -1 };

const ZOOM_FACTOR = 1.5;

/** Arrows walk over the marks, with shift they pan, with alt they move the event; + - 0 zoom; space plays. */
export function timelineCommand(press: KeyPress): TimelineCommand | null {
  if (press.ctrlKey || press.metaKey) return null;
  const by = press.key === "ArrowRight" || press.key === "ArrowDown" || press.key === "." ? 1 : -1;
  switch (press.key) {
    case "ArrowLeft":
    case "ArrowRight":
      if (press.altKey) return { kind: "move-event", what: press.shiftKey ? "event-time" : "arrival", by };
      return press.shiftKey ? { kind: "pan", share: by / 5 } : { kind: "walk", by };
    case "ArrowUp":
    case "ArrowDown":
      return press.altKey ? null : { kind: "lane", by };
  }
  if (press.altKey) return null;
  switch (press.key) {
    case "+":
    case "=":
      return { kind: "zoom", factor: 1 / ZOOM_FACTOR };
    case "-":
    case "_":
      return { kind: "zoom", factor: ZOOM_FACTOR };
    case "0":
      return { kind: "fit" };
    case "Enter":
      return { kind: "open" };
    case "Escape":
      return { kind: "leave" };
    case " ":
      return { kind: "play" };
    case "Home":
      return { kind: "clock", to: "home" };
    case "End":
      return { kind: "clock", to: "end" };
    case ".":
    case ",":
      return { kind: "step", by };
    default:
      return null;
  }
}
