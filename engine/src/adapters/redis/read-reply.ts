import { TilescopeError } from "../../errors.ts";
import type { GetRequest, GetResponse, TimedValue } from "../../ports/kv-store.ts";
import { EVENTS, readTimed } from "./key-layout.ts";

/** Place of an event among those of its ms, and its token, between its time and its value. */
const EVENT_HEADER_BYTES = 16;

interface Found {
  readonly value: TimedValue;
  /** Among values of one ms: events and plain values by sequence, then tiles by size. */
  readonly tiled: boolean;
  readonly rank: number;
}

/** The values in what the script `READ` answered. One that is too short fails the key with `kv-store/corrupt`. */
export function readReply(request: GetRequest, reply: unknown): GetResponse {
  const [plain, ...slots] = Array.isArray(reply) ? (reply as unknown[]) : [null];
  const found: Found[] = [];
  if (plain instanceof Uint8Array) {
    const stored = readTimed(plain);
    if (stored === null) return corrupt(request, "the value");
    const after = request.afterTsMillis;
    if (after === undefined || stored.timeMs >= after)
      found.push({ value: { bytes: stored.bytes, millis: stored.timeMs }, tiled: false, rank: -1 });
  }
  for (let i = 0; i + 1 < slots.length; i += 2) {
    const kind = String(slots[i]).split(":")[1];
    for (const member of slots[i + 1] as Uint8Array[]) {
      const stored = readTimed(member, kind === EVENTS ? EVENT_HEADER_BYTES : 0);
      if (stored === null) return corrupt(request, `a value of ${slots[i]}`);
      found.push(kind === EVENTS ? event(stored.timeMs, stored) : tile(stored.timeMs, Number(kind), stored.bytes));
    }
  }
  found.sort(
    (left, right) =>
      left.value.millis - right.value.millis || Number(left.tiled) - Number(right.tiled) || left.rank - right.rank,
  );
  const values = withoutTwins(found).map(({ value }) => value);
  return { ok: true, values: request.afterTsMillis === undefined ? values.slice(-1) : values };
}

function event(timeMs: number, { header, bytes }: { header: DataView; bytes: Uint8Array }): Found {
  return { value: { bytes, millis: timeMs }, tiled: false, rank: Number(header.getBigUint64(0)) };
}

function tile(startMs: number, sizeMs: number, bytes: Uint8Array): Found {
  return { value: { bytes, millis: startMs, tile: { startMs, sizeMs } }, tiled: true, rank: sizeMs };
}

/** Two writers that do not replace in one step can leave two versions of a tile: the last one counts. */
function withoutTwins(found: readonly Found[]): Found[] {
  return found.filter(({ value, tiled, rank }, i) => {
    const next = found[i + 1];
    return !(tiled && next?.tiled && next.value.millis === value.millis && next.rank === rank);
  });
}

function corrupt({ dataset }: GetRequest, what: string): GetResponse {
  return { ok: false, error: new TilescopeError("kv-store/corrupt", `${what} of a key of ${dataset} is too short`) };
}
