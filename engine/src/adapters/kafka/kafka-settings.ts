import type { BaseOptions, SASLOptions } from "@platformatic/kafka";
import { TilescopeError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import { processingTime } from "../../time/event-time.ts";

/** How to reach Kafka and how to use it. Times are in ms. */
export interface KafkaSettings {
  /** Some brokers of the cluster, as `host:port`. */
  readonly brokers: readonly string[];
  readonly clientId?: string;
  /** Encrypt connections. */
  readonly tls?: boolean;
  readonly sasl?: Pick<SASLOptions, "mechanism"> & { readonly username: string; readonly password: string };
  /** In front of every topic; others are not seen. */
  readonly topicPrefix?: string;
  /** Copies of the topics that this log creates; -1: what the brokers do by default. */
  readonly replicas?: number;
  /** Settings of the topics that this log creates. By default they keep their records for ever. */
  readonly topicSettings?: Readonly<Record<string, string>>;
  /** Largest key and value of a record together. */
  readonly maxValueBytes?: number;
  /** Longest wait for the answer to one request. */
  readonly timeoutMs?: number;
  /** How often a request is sent again that failed in a way that may pass. */
  readonly retries?: number;
  /** Pause before the first time; each further one is twice as long, up to a second. */
  readonly retryDelayMs?: number;
  /** How often a watcher looks for appends of other processes. */
  readonly pollMs?: number;
  /** Members of a group that are silent for this long lose their partitions. */
  readonly sessionMs?: number;
  readonly heartbeatMs?: number;
  /** Longest time that the members of a group have to finish what they do when partitions change hands. */
  readonly rebalanceMs?: number;
  readonly clock?: Clock;
}

export type CompleteKafkaSettings = Required<Omit<KafkaSettings, "sasl">> & Pick<KafkaSettings, "sasl">;

/** A broker's own limit of a batch, 1 MiB, less what a batch holds beside its records. */
const DEFAULT_MAX_VALUE_BYTES = 1_000_000;
const MAX_PAUSE_MS = 1_000;
const DEFAULT_PORT = 9092;

export function completeKafkaSettings(settings: KafkaSettings): CompleteKafkaSettings {
  return {
    clientId: "tilescope",
    tls: false,
    topicPrefix: "",
    replicas: -1,
    topicSettings: { "retention.ms": "-1" },
    maxValueBytes: DEFAULT_MAX_VALUE_BYTES,
    timeoutMs: 5_000,
    retries: 8,
    retryDelayMs: 100,
    pollMs: 100,
    sessionMs: 10_000,
    heartbeatMs: 1_000,
    rebalanceMs: 30_000,
    clock: { now: () => processingTime(Date.now()) },
    ...settings,
  };
}

/** How long to wait after a number of failures before the next try. */
export function pauseMs({ retryDelayMs }: CompleteKafkaSettings, failures: number): number {
  return Math.min(retryDelayMs * 2 ** failures, Math.max(retryDelayMs, MAX_PAUSE_MS));
}

/** What all clients of one log have in common. */
export function clientOptions(settings: CompleteKafkaSettings): BaseOptions {
  return {
    clientId: settings.clientId,
    bootstrapBrokers: [...settings.brokers],
    connectTimeout: settings.timeoutMs,
    requestTimeout: settings.timeoutMs,
    timeout: settings.timeoutMs,
    retryDelay: (_client, _operation, attempt) => pauseMs(settings, attempt - 1),
    ...(settings.tls && { tls: {} }),
    ...(settings.sasl !== undefined && { sasl: settings.sasl }),
  };
}

/** Reads `kafka://host[:port][,host[:port]…]`; `kafkas://` encrypts. Throws `log/bad-address`. */
export function parseKafkaAddress(address: string): KafkaSettings {
  const [, scheme, hosts] = /^(kafkas?):\/\/([^/?#@]+)\/?$/.exec(address) ?? [];
  const brokers = hosts?.split(",").map((broker) => {
    const [, host, port = String(DEFAULT_PORT)] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(broker) ?? [];
    return host === undefined || Number(port) < 1 || Number(port) > 65_535 ? null : `${host}:${port}`;
  });
  if (!brokers?.every((broker) => broker !== null))
    throw new TilescopeError(
      "log/bad-address",
      `"${address}" is no address of Kafka; write kafka://host:port, with more brokers behind commas.`,
    );
  return { brokers, ...(scheme === "kafkas" && { tls: true }) };
}
