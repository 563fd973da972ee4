import type { RowIr } from "../aggregation/row-aggregator.ts";
import { keyId } from "../operators/key-id.ts";
import type { PutRequest } from "../ports/kv-store.ts";
import type { Json } from "../schema/json.ts";
import type { Row } from "../schema/value.ts";
import type { ServedGroupBy } from "../serving/serving-info.ts";
import { inputCodec, keyCodec, mutationCodec, tileCodec } from "../tile/index.ts";
import { roundToHop } from "../time/hop.ts";
import { arrayOf, objectOf, rowOf } from "./chronon-case.ts";

interface StreamedEvent {
  readonly event: ReturnType<typeof objectOf>;
  readonly key: Row;
  readonly row: Row;
  readonly timeMs: number;
}

/** Events hold the key columns, the inputs and `ts` side by side. */
function eventsOf({ keySchema, inputSchema }: ServedGroupBy, json: Json | undefined): StreamedEvent[] {
  return arrayOf(json).map((item) => {
    const event = objectOf(item);
    return { event, key: rowOf(keySchema, item), row: rowOf(inputSchema, item), timeMs: Number(event.ts) };
  });
}

/** Events as an untiled job writes them. */
export function streamPuts(served: ServedGroupBy, json: Json | undefined): PutRequest[] {
  const keys = keyCodec(served);
  const values = inputCodec(served);
  return eventsOf(served, json).map(({ key, row, timeMs }) => ({
    dataset: served.streamingDataset,
    keyBytes: keys.encode(key),
    valueBytes: values.encode(row),
    tsMillis: timeMs,
  }));
}

/** Changes of entities, each at the time of the change. */
export function mutationPuts(served: ServedGroupBy, json: Json | undefined): PutRequest[] {
  const keys = keyCodec(served);
  const values = mutationCodec(served);
  return eventsOf(served, json).map(({ event, key, row, timeMs }) => ({
    dataset: served.streamingDataset,
    keyBytes: keys.encode(key),
    valueBytes: values.encode([...row, timeMs, event.is_before === true]),
    tsMillis: Number(event.mutation_ts),
  }));
}

/** Events in tiles of one size, as a tiled job leaves them. */
export function tilePuts(served: ServedGroupBy, json: Json | undefined, sizeMs: number): PutRequest[] {
  const { baseAggregator } = served;
  const keys = keyCodec(served);
  const values = tileCodec(served);
  const tiles = new Map<string, { readonly key: Row; readonly startMs: number; readonly ir: RowIr }>();
  for (const { key, row, timeMs } of eventsOf(served, json)) {
    const startMs = roundToHop(timeMs, sizeMs);
    const id = `${startMs} ${keyId(key)}`;
    const tile = tiles.get(id) ?? { key, startMs, ir: baseAggregator.init() };
    tiles.set(id, tile);
    baseAggregator.update(tile.ir, row, timeMs);
  }
  return [...tiles.values()].map(({ key, startMs, ir }) => ({
    dataset: served.streamingDataset,
    keyBytes: keys.encode(key),
    valueBytes: values.encode(baseAggregator.normalize(ir), false),
    tsMillis: startMs,
    tile: { startMs, sizeMs },
  }));
}
