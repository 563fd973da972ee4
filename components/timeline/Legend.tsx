import { formatDuration } from "../playback/engine.ts";
import styles from "./Legend.module.css";

/** What the shapes and colours mean. */
export function Legend({ tileSizeMs, density }: { readonly tileSizeMs: number; readonly density: boolean }) {
  return (
    <ul className={styles.legend} aria-label="Legend">
      <li>
        <svg width="10" height="10" aria-hidden="true">
          <circle cx="5" cy="5" r="3.4" fill="var(--event)" />
        </svg>
        on time
      </li>
      <li>
        <svg width="11" height="10" aria-hidden="true">
          <path d="M5.5 1 10 9.5H1Z" fill="var(--late)" />
        </svg>
        late, merged
      </li>
      <li>
        <svg width="10" height="10" aria-hidden="true">
          <path d="M1.5 1.5l7 7m0-7l-7 7" stroke="var(--dropped)" strokeWidth="2" />
        </svg>
        past the watermark, to the side output
      </li>
      <li>
        <svg width="12" height="10" aria-hidden="true">
          <rect width="12" height="10" rx="2" fill="var(--tile)" opacity=".7" />
        </svg>
        closed tile, {formatDuration(tileSizeMs)}
      </li>
      <li>
        <svg width="12" height="10" aria-hidden="true">
          <rect
            x=".7"
            y=".7"
            width="10.6"
            height="8.6"
            rx="2"
            fill="none"
            stroke="var(--tile-open)"
            strokeWidth="1.4"
            strokeDasharray="2.5 2"
          />
        </svg>
        open tile
      </li>
      <li>
        <svg width="12" height="10" aria-hidden="true">
          <rect width="12" height="10" fill="var(--saw)" opacity=".5" />
        </svg>
        counted by the hop, outside the exact window
      </li>
      {density && (
        <li>
          <svg width="12" height="10" aria-hidden="true">
            <path d="M0 10V6h2V3h2v2h2V1h2v4h2v2h2v3Z" fill="var(--event)" opacity=".85" />
          </svg>
          events per column, zoom in to see each
        </li>
      )}
    </ul>
  );
}
