/** Line pictures on a 16 px grid, drawn in the colour of the text beside them. */
const PATHS = {
  run: "M5 3.2v9.6l8-4.8z",
  stop: "M4.5 4.5h7v7h-7z",
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  chevronDown: "M4 6l4 4 4-4",
  chevronRight: "M6 4l4 4-4 4",
  grip: "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
  panelLeft: "M2.5 3.5h11v9h-11zM6 3.5v9",
  panelRight: "M2.5 3.5h11v9h-11zM10 3.5v9",
  check: "M3.5 8.5l3 3 6-7",
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
  undo: "M6 4L3 7l3 3M3 7h6.5a3.5 3.5 0 010 7H8",
  warning: "M8 2.5l6 11H2zM8 6.5v3.2M8 11.8h.01",
  error: "M8 2.5a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM8 5.4v3.4M8 10.9h.01",
  copy: "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
  upload: "M8 10.5v-7M5 6l3-3 3 3M3 12.5h10",
} as const;
export type IconName = keyof typeof PATHS;

const FILLED: ReadonlySet<IconName> = new Set(["run", "stop"]);
const DOTTED: ReadonlySet<IconName> = new Set(["more", "grip"]);

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill={FILLED.has(name) ? "currentColor" : "none"}
      stroke={FILLED.has(name) ? "none" : "currentColor"}
      strokeWidth={DOTTED.has(name) ? 2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
