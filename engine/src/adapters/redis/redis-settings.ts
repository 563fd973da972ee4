import { TilescopeError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import { DEFAULT_MAX_VALUE_BYTES } from "../../ports/limits.ts";
import { processingTime } from "../../time/event-time.ts";

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** How to reach Redis and how patient to be. Times are in ms. */
export interface RedisSettings {
  /** One server, or some nodes of a cluster. */
  readonly nodes: readonly RedisNode[];
  /** Speak to a cluster; by default when there are several nodes. */
  readonly cluster?: boolean;
  readonly username?: string;
  readonly password?: string;
  /** Encrypt connections. */
  readonly tls?: boolean;
  /** In front of every key, with a colon behind it; empty: nothing. */
  readonly keyPrefix?: string;
  /** How long values of `…_STREAMING` and `…_BATCH` datasets live after their last write; null: for ever. */
  readonly ttlSeconds?: number | null;
  /** Longest time that a call may take, retries included. */
  readonly timeoutMs?: number;
  /** How often what failed in transport is sent again within the time. */
  readonly retries?: number;
  /** Calls that must fail in a row before further ones fail at once. */
  readonly failuresToOpen?: number;
  /** How long calls fail at once before one of them tries again. */
  readonly openMs?: number;
  /**
   * Sizes of tiles that another writer of this layout may have left, whose places are not in our index; none: its tiles
   * are not looked for, which makes reads cheaper.
   */
  readonly foreignTileSizesMs?: readonly number[];
  readonly maxValueBytes?: number;
  readonly clock?: Clock;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DEFAULT_PORT = 6379;
const ADDRESS = /^(rediss?):\/\/(?:([^@/]*)@)?([^/?#@]+)\/?$/;

export type CompleteRedisSettings = Required<Omit<RedisSettings, "username" | "password">> &
  Pick<RedisSettings, "username" | "password">;

export function completeRedisSettings(settings: RedisSettings): CompleteRedisSettings {
  return {
    cluster: settings.nodes.length > 1,
    tls: false,
    keyPrefix: "chronon",
    ttlSeconds: 432_000,
    timeoutMs: 2_000,
    retries: 3,
    failuresToOpen: 5,
    openMs: 1_000,
    foreignTileSizesMs: [5 * MINUTE_MS, HOUR_MS, DAY_MS],
    maxValueBytes: DEFAULT_MAX_VALUE_BYTES,
    clock: { now: () => processingTime(Date.now()) },
    ...settings,
  };
}

/**
 * Reads `redis://[user:password@]host[:port][,host[:port]…]`; `rediss://` encrypts. Several hosts are a cluster. Throws
 * `kv-store/bad-address`.
 */
export function parseRedisAddress(address: string): RedisSettings {
  const [, scheme, credentials, hosts] = ADDRESS.exec(address) ?? [];
  if (hosts === undefined) throw badAddress(address);
  const nodes = hosts.split(",").map((node) => {
    const [, host, port = String(DEFAULT_PORT)] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(node) ?? [];
    if (host === undefined || Number(port) < 1 || Number(port) > 65_535) throw badAddress(address);
    return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
  });
  const [, username = "", password] = /^([^:]*)(?::(.*))?$/s.exec(credentials ?? "") ?? [];
  return {
    nodes,
    ...(scheme === "rediss" && { tls: true }),
    ...(username !== "" && { username: decoded(address, username) }),
    ...(password !== undefined && { password: decoded(address, password) }),
  };
}

function decoded(address: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw badAddress(address);
  }
}

/** Whatever stands before the last `@` may be a password, written wrongly or not. */
function badAddress(address: string): TilescopeError {
  return new TilescopeError(
    "kv-store/bad-address",
    `"${address.replace(/^([a-z]*:?\/\/)?.*@/is, "$1…@")}" is no address of Redis; write redis://[user:password@]host:port, or redis://host:port,host:port for a cluster; other characters than letters and digits in user and password as %XX.`,
  );
}
