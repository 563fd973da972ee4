import type { JobStatus, ServingStatus } from "../../engine/src/index.ts";
import { integerText } from "../playback/count-text.ts";
import type { JobMeters } from "./combine-meters.ts";
import { isActive } from "./job-health.ts";
import { latencyText, rateText } from "./number-text.ts";
import styles from "./StatTiles.module.css";

interface StatProps {
  readonly name: string;
  readonly value: string;
  /** What is measured, and over which time. */
  readonly about: string;
  readonly warns?: boolean;
}

function Stat({ name, value, about, warns }: StatProps) {
  return (
    <div className={styles.stat} title={about}>
      <dt>{name}</dt>
      <dd className={warns ? styles.warns : undefined}>{value}</dd>
    </div>
  );
}

interface StatTilesProps {
  readonly job: JobStatus;
  readonly meters: JobMeters | null;
  /** Null when nobody has read its features. */
  readonly served: ServingStatus | null;
}

/** The figures that tell whether a job is well. */
export function StatTiles({ job, meters, served }: StatTilesProps) {
  const { counts } = job;
  const written = job.settings.mode === "tiled" ? "Tile writes" : "Row writes";
  const live = isActive(job.state) ? meters : null;
  return (
    <dl className={styles.stats}>
      <Stat
        name="Event to servable, p99"
        value={latencyText(live?.freshness?.p99Ms ?? null)}
        about="From the appending of an event until its value can be read, last minute"
      />
      <Stat
        name={live === null ? "Events in, in all" : "Events in"}
        value={live === null ? integerText(counts.events) : rateText(live.operators.source.perSecond)}
        about={`Mean of the last ten seconds; ${integerText(counts.events)} since the job began`}
      />
      <Stat
        name={live === null ? `${written}, in all` : written}
        value={live === null ? integerText(counts.writes) : rateText(live.operators.sink.perSecond)}
        about={`Mean of the last ten seconds; ${integerText(counts.writes)} since the job began`}
      />
      <Stat
        name="Late events"
        value={integerText(counts.lateEvents)}
        about="Events that came after their tile had closed, since the job began"
        warns={counts.lateEvents > 0}
      />
      <Stat
        name="Fetch p99"
        value={latencyText(served?.p99Ms ?? null)}
        about="Calls for these features to this server, last minute"
      />
    </dl>
  );
}
