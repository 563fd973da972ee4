import type { RunSummary } from "../../engine/src/worker/protocol.ts";
import type { LiveJob } from "./live-server.ts";

/** What the server's job says beside the run of the page. */
export type Agreement =
  /** They have not taken the same records: how many more the server has, negative where the page has more. */
  | { readonly kind: "apart"; readonly events: number }
  /** The page began later or left out old events, so its counts are others. */
  | { readonly kind: "partial" }
  | { readonly kind: "same" }
  /** The same records, and yet others: `server has 3 late events, this page 2`. */
  | { readonly kind: "differs"; readonly differences: readonly string[] };

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const text = (ms: number | null) => (ms === null ? "none" : new Date(ms).toISOString());

/** Compares what both made of the same records. `offsets`: where the page goes on. */
export function agreementOf(job: LiveJob, summary: RunSummary, offsets: readonly number[]): Agreement {
  const { live, trace, counts } = summary;
  if (live === undefined) return { kind: "partial" };
  const taken = job.partitions.map(({ offset }) => offset);
  if (taken.some((offset, partition) => offset !== offsets[partition]))
    return { kind: "apart", events: sum(taken) - sum(offsets) };
  if (live.leftOut > 0 || live.received !== job.counts.events) return { kind: "partial" };
  const watermark = trace.watermarkMs[trace.steps - 1] ?? Number.NEGATIVE_INFINITY;
  const pairs: (readonly [string, number, number])[] = [
    ["late events", job.counts.lateEvents, counts.lateEvents],
    ["filtered events", job.counts.filtered, counts.filtered],
    ["invalid events", job.counts.invalid, counts.invalid + live.undecodable],
  ];
  // A buffered write comes by a timer, which the page sees with the next event only.
  if (job.settings.trigger.kind === "every-element") pairs.push(["tile writes", job.counts.writes, trace.writes.count]);
  const differences = pairs
    .filter(([, server, page]) => server !== page)
    .map(
      ([what, server, page]) =>
        `${what}: ${server.toLocaleString("en")} on the server, ${page.toLocaleString("en")} here`,
    );
  const own = Number.isFinite(watermark) ? watermark : null;
  // An idle partition lets the server's watermark go on by the time alone.
  if (job.partitions.length === 1 && job.watermarkMs !== own)
    differences.push(`watermark: ${text(job.watermarkMs)} on the server, ${text(own)} here`);
  return differences.length === 0 ? { kind: "same" } : { kind: "differs", differences };
}
