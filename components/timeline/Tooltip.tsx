import type { Description } from "./describe.ts";
import styles from "./Tooltip.module.css";

interface TooltipProps {
  readonly description: Description;
  /** Of what is described, in pixels within the picture. */
  readonly x: number;
  readonly y: number;
  /** Of the picture. */
  readonly width: number;
}

const WIDEST = 300;

/** A few words beside the pointer or the cursor; turned to the side that has room. */
export function Tooltip({ description, x, y, width }: TooltipProps) {
  const left = x + 14 + WIDEST > width;
  return (
    <div
      className={styles.tooltip}
      style={{ top: y + 12, maxWidth: WIDEST, ...(left ? { right: Math.max(0, width - x + 10) } : { left: x + 14 }) }}
      aria-hidden="true"
    >
      <b>{description.title}</b>
      {description.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}
