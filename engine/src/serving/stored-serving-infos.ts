import { TilescopeError } from "../errors.ts";
import { batchDataset } from "../group-by/dataset-names.ts";
import { viewSource } from "../group-by/source-kind.ts";
import type { Clock } from "../ports/clock.ts";
import type { KVStore } from "../ports/kv-store.ts";
import { HOUR_MS, SECOND_MS } from "../time/duration.ts";
import { smallestTailHopMs } from "../time/resolution.ts";
import type { ServedGroupBy, ServingInfo, ServingInfos, StreamedValues } from "./serving-info.ts";
import { readServingInfo, SERVING_INFO_KEY, type StoredServingInfo, servedGroupBy } from "./stored-serving-info.ts";

/** How old an info may get before it is read again. */
const READ_AGAIN_MS = 2 * HOUR_MS;
/** The same where the store is known to hold something newer. */
const REFRESH_MS = 8 * SECOND_MS;

export interface StoredServingInfosOptions {
  readonly store: KVStore;
  readonly clock: Clock;
  /** Size of the tiles that a GroupBy's job writes; `null`: the smallest tail hop of its windows, which is the default. */
  tileSizeMs?(name: string): number | null;
}

interface Entry {
  readonly readAtMs: number;
  readonly info: Promise<ServingInfo | null>;
}

/**
 * Serving infos as uploads put them into the store, beside the values. One that was read stays for two hours, and eight
 * seconds after the store turned out to hold a later upload; it is then read again behind the requests, which go on with
 * the old one. Rejects with `serving/bad-serving-info` for one that cannot be read, and with the store's own failures.
 */
export function createStoredServingInfos({ store, clock, tileSizeMs }: StoredServingInfosOptions): ServingInfos {
  const entries = new Map<string, Entry>();
  const keyBytes = new TextEncoder().encode(SERVING_INFO_KEY);

  async function read(name: string): Promise<ServingInfo | null> {
    const [answer] = await store.multiGet([{ dataset: batchDataset(name), keyBytes }]);
    if (answer === undefined || !answer.ok) throw answer?.error ?? noAnswer(name);
    const bytes = answer.values.at(-1)?.bytes;
    if (bytes === undefined) return null;
    return servingInfoOf(readServingInfo(new TextDecoder().decode(bytes)), tileSizeMs?.(name) ?? null);
  }

  function present(name: string, maxAgeMs: number): Entry | null {
    const entry = entries.get(name);
    if (entry === undefined) return null;
    if (clock.now() - entry.readAtMs <= maxAgeMs) return entry;
    const again = read(name).then(
      (info) => entries.set(name, { readAtMs: clock.now(), info: Promise.resolve(info) }),
      () => undefined,
    );
    entries.set(name, { readAtMs: clock.now(), info: entry.info });
    void again;
    return entry;
  }

  return {
    async get(name) {
      const known = present(name, READ_AGAIN_MS);
      if (known !== null) return known.info;
      const entry = { readAtMs: clock.now(), info: read(name) };
      entries.set(name, entry);
      // What is not there, or cannot be read, is asked for again the next time.
      const forget = (): void => {
        if (entries.get(name) === entry) entries.delete(name);
      };
      entry.info.then((info) => info ?? forget(), forget);
      return entry.info;
    },
    refresh(name) {
      present(name, REFRESH_MS);
    },
  };
}

function servingInfoOf(stored: StoredServingInfo, tileSizeMs: number | null): ServingInfo {
  const { plan, selectedSchema } = servedGroupBy(stored);
  return {
    plan,
    streamed: plan.accuracy === "TEMPORAL" ? streamedValues(plan, tileSizeMs) : null,
    batchEndMs: Date.parse(`${stored.batchEndDate}T00:00:00Z`),
    ...(selectedSchema !== undefined && { selectedSchema }),
  };
}

/** Changes of entities; tiles where the definition asks for them; otherwise events. */
function streamedValues({ groupBy }: ServedGroupBy, tileSizeMs: number | null): StreamedValues {
  if (groupBy.sources?.some((source) => viewSource(source).kind === "entities")) return { kind: "mutations" };
  if (!isTiled(groupBy.metaData?.customJson)) return { kind: "events" };
  const windows = (groupBy.aggregations ?? []).flatMap((aggregation) => aggregation.windows ?? []);
  return { kind: "tiles", tileSizeMs: tileSizeMs ?? smallestTailHopMs(windows) ?? 24 * HOUR_MS };
}

function isTiled(customJson: string | undefined): boolean {
  if (customJson === undefined) return false;
  try {
    return (JSON.parse(customJson) as { enable_tiling?: unknown } | null)?.enable_tiling === true;
  } catch {
    return false;
  }
}

const noAnswer = (name: string): TilescopeError =>
  new TilescopeError("serving/bad-serving-info", `The store gave no answer about ${name}`);
