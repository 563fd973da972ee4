import { TilescopeError } from "../../errors.ts";
import type { CheckpointStore } from "../../ports/checkpoint-store.ts";
import type { KeyShare } from "../../runtime/key-share.ts";
import { rescaleState } from "../../runtime/rescale-state.ts";
import { type JobCheckpoint, type JobCounts, readCheckpoint } from "./checkpoint-format.ts";
import { savepointName } from "./worker-names.ts";

/** Whether the worker has saved its part. */
export async function isSavepointSaved(store: CheckpointStore, savepointId: string, share: KeyShare): Promise<boolean> {
  return (await store.list(savepointName(savepointId))).includes(share.index);
}

/** How many workers have saved their part. */
export async function savedPartCount(store: CheckpointStore, savepointId: string): Promise<number> {
  return (await store.list(savepointName(savepointId))).length;
}

/** The parts that the workers of a job have saved. */
export async function savepointParts(store: CheckpointStore, savepointId: string): Promise<JobCheckpoint[]> {
  const name = savepointName(savepointId);
  const parts: JobCheckpoint[] = [];
  for (const index of await store.list(name)) {
    const bytes = await store.load(name, index);
    if (bytes !== null) parts.push(readCheckpoint(bytes));
  }
  return parts;
}

/**
 * What a worker with this share begins with, however many workers saved the savepoint. Throws `job/no-such-savepoint`, and
 * `runtime/unaligned-states` when it is damaged.
 */
export async function loadSavepoint(
  store: CheckpointStore,
  savepointId: string,
  share: KeyShare,
): Promise<JobCheckpoint> {
  const parts = await savepointParts(store, savepointId);
  const [first] = parts;
  if (first === undefined) throw new TilescopeError("job/no-such-savepoint", `There is no savepoint ${savepointId}.`);
  const states = rescaleState(
    parts.map((part) => part.state),
    share.count,
  );
  const times = parts.flatMap(({ nowMs }) => nowMs ?? []);
  return {
    offsets: first.offsets,
    nowMs: times.length === 0 ? null : Math.max(...times),
    counts: countsOf(parts, share),
    journalId: 0,
    state: states[share.index] ?? first.state,
  };
}

/** Every worker reads all events; what was done with them is counted on by the first. */
function countsOf(parts: readonly JobCheckpoint[], { index }: KeyShare): JobCounts {
  const events = parts[0]?.counts.events ?? 0;
  if (index > 0) return { events, writes: 0, lateEvents: 0, filtered: 0, invalid: 0 };
  const sum = (name: keyof JobCounts): number => parts.reduce((total, { counts }) => total + counts[name], 0);
  return {
    events,
    writes: sum("writes"),
    lateEvents: sum("lateEvents"),
    filtered: sum("filtered"),
    invalid: sum("invalid"),
  };
}
