import { type Json, stringifyJson } from "../schema/json.ts";
import { ClientError } from "./client-error.ts";
import { type CallOptions, callServer, type ServerCallSettings } from "./server-call.ts";

export interface ClientOptions {
  /** Where the server is, `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The server's TILESCOPE_TOKEN, where it has one. */
  readonly token?: string;
  /** The platform's own where absent. */
  readonly fetch?: typeof fetch;
  /** For all tries of a call together; 5 s where absent. */
  readonly timeoutMs?: number;
  /** How often a call is sent again that may succeed then; twice where absent. */
  readonly retries?: number;
}

/** Values of key columns. Longs beyond 2^53 are bigints or decimal strings. */
export type FeatureKeys = Readonly<Record<string, Json>>;

export interface FetchOptions extends CallOptions {
  /** The moment whose features are wanted, in ms since 1970; now where absent. */
  readonly atMillis?: number;
  /** How Chronon's disagreements with itself are settled; as the server is set where absent. */
  readonly compatibility?: "strict" | "chronon";
}

/** What came of one key. */
export type FeatureResult =
  | {
      readonly status: "Success";
      readonly entityKeys: FeatureKeys;
      /**
       * Values by name; none without data. Longs are numbers while they are exact, up to 2^53, and decimal strings beyond;
       * doubles that are no number are "NaN", "Infinity" and "-Infinity"; binary is hex.
       */
      readonly features: Readonly<Record<string, Json>>;
      /** What the features are to be taken with; absent without any. */
      readonly warnings?: readonly string[];
    }
  | { readonly status: "Failure"; readonly entityKeys: FeatureKeys; readonly error: string };

/** How a server is set up. */
export interface ServerConfig {
  readonly service: string;
  readonly log: string;
  readonly store: string;
  readonly groupBys: number;
}

/** A server's features, from a browser or any other place that has `fetch`. Calls reject with `ClientError`. */
export interface Client {
  /** One result per key, in their order; a key fails alone. With `"chronon"` null keys are left out, as there. */
  fetchFeatures(groupBy: string, keys: readonly FeatureKeys[], options?: FetchOptions): Promise<FeatureResult[]>;
  /** Resolves when the server answers. */
  ping(options?: CallOptions): Promise<void>;
  config(options?: CallOptions): Promise<ServerConfig>;
}

export function createClient(options: ClientOptions): Client {
  const settings: ServerCallSettings = {
    url: options.url.replace(/\/+$/, ""),
    token: options.token ?? null,
    fetch: options.fetch ?? ((...args) => fetch(...args)),
    timeoutMs: options.timeoutMs ?? 5_000,
    retries: options.retries ?? 2,
  };
  const ask = (path: string, body: string | null, { signal }: CallOptions): Promise<string> =>
    callServer(settings, path, body, signal === undefined ? {} : { signal });
  return {
    async fetchFeatures(groupBy, keys, { atMillis, compatibility, ...call } = {}) {
      const query = new URLSearchParams({
        ...(atMillis !== undefined && { atMillis: String(atMillis) }),
        ...(compatibility !== undefined && { compatibility }),
      }).toString();
      const path = `/v1/features/groupby/${encodeURIComponent(groupBy)}${query === "" ? "" : `?${query}`}`;
      const answer = parse<{ readonly results?: FeatureResult[] }>(await ask(path, stringifyJson(keys), call));
      if (!Array.isArray(answer.results))
        throw new ClientError("not-understood", "The answer has no results; is this a Tilescope server?");
      return answer.results;
    },
    async ping(call = {}) {
      await ask("/ping", null, call);
    },
    async config(call = {}) {
      return parse<ServerConfig>(await ask("/config", null, call));
    },
  };
}

function parse<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new ClientError("not-understood", "The answer is not JSON; is this a Tilescope server?", { cause });
  }
}
