import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { JobMetrics } from "../job/job-parts.ts";
import type { WorkerStatus } from "../job/job-status.ts";

const LATENCY_BUCKETS_MS = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 16_384, 65_536];
const LABELS = ["feature_group"] as const;

const JOB_COUNTERS = {
  records: ["event_count", "Records taken from the log"],
  filtered: ["event_filtered", "Events that a where clause left out"],
  deserialization_errors: ["deserialization_errors", "Records that could not be decoded"],
  spark_expr_eval_errors: ["spark_expr_eval_errors", "Events on which an expression failed"],
  event_processing_error: [
    "event_processing_error",
    "Events without a usable key or time, or that no aggregation takes",
  ],
  tiling_late_events: ["tiling_late_events", "Events that came after their tile had closed"],
  kvstore_writer_successes: ["kvstore_writer_successes", "Puts that the store took"],
  kvstore_writer_errors: ["kvstore_writer_errors", "Calls to the store that failed"],
  checkpoints: ["checkpoint_count", "Checkpoints saved"],
  checkpoint_failures: ["checkpoint_failures", "Checkpoints that could not be saved"],
} as const;

const JOB_TIMES = {
  multiput_time: ["multiput_time", "Ms that a batch of puts took"],
  event_created_to_sink_time: [
    "event_created_to_sink_time",
    "Ms from the appending of an event until it can be served",
  ],
  checkpoint_time: ["checkpoint_time", "Ms that a checkpoint took"],
} as const;

type JobCounter = keyof typeof JOB_COUNTERS;
type JobTime = keyof typeof JOB_TIMES;

/** What `/metrics` shows, in the Prometheus text format. Names are Chronon's, with `_` for `.`, where it has one. */
export class HostMetrics {
  readonly #registry = new Registry();
  readonly #counters: Record<JobCounter, Counter<"feature_group">>;
  readonly #times: Record<JobTime, Histogram<"feature_group">>;
  readonly #fetchTime: Histogram<"feature_group">;
  readonly #fetches: Counter<"feature_group" | "outcome">;
  readonly #requests: Histogram<"method" | "route" | "status">;

  /** `workers` tells the state of this process's workers when somebody asks. */
  constructor(workers: () => readonly { readonly groupBy: string; readonly status: WorkerStatus }[]) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    const counter = ([name, help]: readonly [string, string]) =>
      new Counter({ name, help, labelNames: LABELS, registers });
    const histogram = ([name, help]: readonly [string, string]) =>
      new Histogram({ name, help, labelNames: LABELS, buckets: LATENCY_BUCKETS_MS, registers });
    this.#counters = mapValues(JOB_COUNTERS, counter);
    this.#times = mapValues(JOB_TIMES, histogram);
    this.#fetchTime = histogram(["group_by_fetch_latency_millis", "Ms that a call for features took"]);
    this.#fetches = new Counter({
      name: "group_by_fetch_request_count",
      help: "Feature requests by outcome",
      labelNames: ["feature_group", "outcome"],
      registers,
    });
    this.#requests = new Histogram({
      name: "http_request_millis",
      help: "Ms from the head of a request to the end of its answer",
      labelNames: ["method", "route", "status"],
      buckets: LATENCY_BUCKETS_MS,
      registers,
    });
    const gauge = (name: string, help: string, read: (status: WorkerStatus) => number | null): void => {
      new Gauge({
        name,
        help,
        labelNames: ["feature_group", "worker"],
        registers,
        collect() {
          this.reset();
          for (const { groupBy, status } of workers()) {
            const value = read(status);
            if (value !== null) this.set({ feature_group: groupBy, worker: status.share }, value);
          }
        },
      });
    };
    gauge("current_watermark_millis", "Watermark of the job, ms since 1970", (status) => status.watermarkMs);
    gauge("open_tiles", "Tiles that are still open", (status) => status.openTiles);
    gauge("records_lag", "Records that the log holds and the job has not taken", (status) =>
      status.partitions.reduce((sum, partition) => sum + partition.lag, 0),
    );
    gauge(
      "back_pressure_ratio",
      "Part of the last ten seconds in which the job waited for the store",
      (status) => status.meters.operators.sink.busy,
    );
    gauge("puts_in_flight", "Puts on their way to the store", (status) => status.meters.inFlight);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  forJob(groupBy: string): JobMetrics {
    const labels = { feature_group: groupBy };
    const counters = mapValues(this.#counters, (counter) => counter.labels(labels));
    // A count that is missing until something happens cannot be told from one that nobody takes.
    for (const counter of Object.values(counters)) counter.inc(0);
    const times = mapValues(this.#times, (histogram) => histogram.labels(labels));
    return {
      count: (name, amount) => counters[name].inc(amount),
      observe: (name, ms, count = 1) => {
        for (let i = 0; i < count; i++) times[name].observe(ms);
      },
    };
  }

  fetched(groupBy: string, ms: number, outcomes: Readonly<Record<string, number>>): void {
    this.#fetchTime.observe({ feature_group: groupBy }, ms);
    for (const [outcome, count] of Object.entries(outcomes))
      if (count > 0) this.#fetches.inc({ feature_group: groupBy, outcome }, count);
  }

  requested(method: string, route: string, status: number, ms: number): void {
    this.#requests.observe({ method, route, status }, ms);
  }
}

function mapValues<Name extends string, From, To>(
  record: Readonly<Record<Name, From>>,
  map: (from: From) => To,
): Record<Name, To> {
  return Object.fromEntries(Object.entries<From>(record).map(([name, from]) => [name, map(from)])) as Record<Name, To>;
}
