import { Button } from "../ui/Button.tsx";
import styles from "./ClockBar.module.css";
import { countText, integerText } from "./count-text.ts";
import { stepAt } from "./playhead.ts";
import { isFollowing, isLive } from "./view-reducer.ts";
import type { View } from "./view-state.tsx";

/** Over a live run: whether the clock goes with it. Pressed it stays at this moment, otherwise it jumps to the newest. */
export function LiveToggle({ view }: { readonly view: View }) {
  if (!isLive(view)) return null;
  const following = isFollowing(view);
  const trace = view.runs.find(({ runId }) => runId === view.clockRunIds[0])?.trace;
  const newer = trace === undefined ? 0 : trace.steps - 1 - stepAt(trace, view.clockMs);
  return (
    <Button
      className={styles.live}
      aria-pressed={following}
      aria-label="Live"
      title={
        following
          ? "The clock follows the newest event. Click to stay at this moment (space on the clock)."
          : `Jump to the newest event, ${countText(newer, "event")} after this moment (end on the clock).`
      }
      onClick={() => view.dispatch({ type: following ? "hold" : "end" })}
    >
      Live
      {!following && newer > 0 && <span className={styles.newer}>+{integerText(newer)}</span>}
    </Button>
  );
}
