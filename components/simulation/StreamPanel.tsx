"use client";

import type { GeneratedStream } from "../../engine/src/simulation/stream.ts";
import { useSession } from "../notebook/session/session-context.tsx";
import { NumberSlider } from "./NumberSlider.tsx";
import type { NumberSlot } from "./number-slot.ts";
import { durationText, numberText } from "./number-text.ts";
import type { NumberTarget } from "./number-writer.ts";
import styles from "./StreamPanel.module.css";
import {
  DURATION_STOPS,
  durationLabel,
  RATE_STOPS,
  rateLabel,
  SHARE_STOPS,
  SKEW_STOPS,
  shareLabel,
  skewLabel,
} from "./slider-stops.ts";
import { useLatenessOf } from "./use-lateness.ts";

interface StreamPanelProps {
  readonly cellId: string;
  readonly name: string;
  readonly stream: GeneratedStream;
}

/** The numbers of a generated stream that are worth playing with, as sliders over its code. */
export function StreamPanel({ cellId, name, stream }: StreamPanelProps) {
  const session = useSession();
  const lateness = useLatenessOf(stream);
  const at = (...path: readonly string[]): readonly NumberTarget[] => [{ cellId, exportName: name, path }];
  const plain = (value: number) => numberText(value);
  const duration = (value: number, slot: NumberSlot) =>
    durationText(value, slot.expression, session.runtime.knownNames());
  const { delayP50Ms, delayP95Ms, share } = stream.disorder;
  return (
    <div className={styles.sliders}>
      <NumberSlider
        label="Rate"
        title="Events per minute over all keys, on average"
        targets={at("ratePerMinute")}
        value={stream.ratePerMinute}
        stops={RATE_STOPS}
        format={rateLabel}
        write={plain}
      />
      <NumberSlider
        label="Out of order"
        title="Share of the events that arrive late"
        targets={at("disorder", "share")}
        value={share}
        stops={SHARE_STOPS}
        format={shareLabel}
        write={plain}
      />
      <NumberSlider
        label="Delay, p95"
        title="How late the late ones are, at the 95th percentile"
        targets={at("disorder", "p95")}
        value={delayP95Ms}
        stops={DURATION_STOPS.filter((stop) => stop >= delayP50Ms)}
        format={durationLabel}
        write={duration}
      />
      {lateness !== null && (
        <NumberSlider
          label="Allowed lateness"
          title="outOfOrdernessMs: the watermark stays this far behind the latest event"
          targets={lateness.targets}
          value={lateness.outOfOrdernessMs}
          stops={DURATION_STOPS}
          format={durationLabel}
          write={duration}
        />
      )}
      <NumberSlider
        label="Key skew"
        title="How much busier the busiest keys are"
        targets={at("keys", "skew")}
        value={stream.keys.skew}
        stops={SKEW_STOPS}
        format={skewLabel}
        write={plain}
      />
    </div>
  );
}
