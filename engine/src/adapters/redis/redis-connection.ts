import { Cluster, Redis } from "ioredis";
import type { CompleteRedisSettings } from "./redis-settings.ts";
import type { Script } from "./scripts.ts";

/** One server or a cluster, whose commands fail at once while it is not connected: patience is `patient-calls.ts`. */
export interface RedisConnection {
  /** For messages. */
  readonly address: string;
  /** Then a script may have keys of one entity only. */
  readonly isCluster: boolean;
  /** Resolves when commands can be sent; the connection goes on trying by itself. */
  ready(): Promise<void>;
  /** What went wrong last while connecting. */
  lastError(): Error | null;
  run(script: Script, keys: readonly string[], args: readonly (string | Buffer)[]): Promise<unknown>;
  /** For commands on one key, or on none. */
  client(): Redis | Cluster;
  /** Every server that holds keys. */
  masters(): Redis[];
  /** What `send` sends leaves in one write to each server, where each command would be a call of the system by itself. */
  together<T>(send: () => T): T;
  /** Gives up what is under way and connects anew. */
  reset(): void;
  close(): void;
}

/** What ioredis makes of a script: its text goes along when a server sees it first, then only its name. */
type ScriptCall = (...args: (string | Buffer)[]) => Promise<unknown>;

const MAX_RECONNECT_MS = 1_000;

/** `known`: those that `run` is called with. */
export function connectRedis(settings: CompleteRedisSettings, known: readonly Script[]): RedisConnection {
  const { nodes, timeoutMs } = settings;
  const reconnectMs = (times: number): number => Math.min(25 * 2 ** Math.min(times, 10), MAX_RECONNECT_MS);
  const scripts = Object.fromEntries(
    known.map(({ name, lua, numberOfKeys }) => [name, { lua, ...(numberOfKeys !== null && { numberOfKeys }) }]),
  );
  const each = {
    ...(settings.username !== undefined && { username: settings.username }),
    ...(settings.password !== undefined && { password: settings.password }),
    ...(settings.tls && { tls: {} }),
    connectTimeout: timeoutMs,
    // A write that was given up must not be sent later, behind a newer one.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
  };
  const client: Redis | Cluster = settings.cluster
    ? new Cluster([...nodes], {
        redisOptions: each,
        clusterRetryStrategy: reconnectMs,
        enableOfflineQueue: false,
        enableAutoPipelining: false,
        scripts,
        slotsRefreshTimeout: timeoutMs,
        maxRedirections: 5,
      })
    : new Redis({
        ...each,
        host: nodes[0]?.host ?? "127.0.0.1",
        ...(nodes[0] === undefined ? {} : { port: nodes[0].port }),
        retryStrategy: reconnectMs,
        enableOfflineQueue: false,
        enableAutoPipelining: false,
        scripts,
      });
  let last: Error | null = null;
  const remember = (error: Error): void => {
    // A refused AUTH would carry the password along, to wherever the error is printed.
    Reflect.deleteProperty(error, "command");
    last = error;
  };
  client.on("error", remember);
  if (client instanceof Cluster) client.on("node error", remember);

  const masters = (): Redis[] => (client instanceof Cluster ? client.nodes("master") : [client]);
  let warm: Promise<unknown> | null = null;
  let waiting: Promise<void> | null = null;
  client.on("close", () => {
    warm = null;
  });

  return {
    address: nodes.map(({ host, port }) => `${host}:${port}`).join(","),
    lastError: () => last,
    async ready() {
      if (client.status !== "ready") {
        waiting ??= new Promise((resolve) => {
          client.once("ready", () => {
            waiting = null;
            resolve();
          });
        });
        await waiting;
      }
      // The nodes of a cluster connect when they are first used, and refuse more commands until they have.
      if (client instanceof Cluster && warm === null) warm = Promise.all(masters().map((node) => node.ping()));
      await warm;
    },
    run: (script, keys, args) => {
      const count = script.numberOfKeys === null ? [String(keys.length)] : [];
      return (Reflect.get(client, `${script.name}Buffer`) as ScriptCall).apply(client, [...count, ...keys, ...args]);
    },
    isCluster: client instanceof Cluster,
    client: () => client,
    masters,
    together(send) {
      // Not there before the first connection.
      const streams = masters().flatMap(({ stream }: { readonly stream?: Redis["stream"] }) => stream ?? []);
      for (const stream of streams) stream.cork();
      try {
        return send();
      } finally {
        for (const stream of streams) stream.uncork();
      }
    },
    reset: () => client.disconnect(true),
    close: () => client.disconnect(),
  };
}
