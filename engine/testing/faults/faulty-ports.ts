import type { CheckpointStore } from "../../src/ports/checkpoint-store.ts";
import type { KVStore } from "../../src/ports/kv-store.ts";
import type { Log } from "../../src/ports/log.ts";
import { type FaultSource, faultyCall } from "./fault-rates.ts";

/** A store behind a bad network. */
export function faultyStore(store: KVStore, faults: FaultSource): KVStore {
  return {
    ...store,
    multiGet: (requests) => faultyCall(faults, () => store.multiGet(requests)),
    multiPut: (requests) => {
      const { random, rates } = faults;
      const { partly } = rates();
      const taken = requests.map(() => !random.chance(partly));
      return faultyCall(faults, async () => {
        await store.multiPut(requests.filter((_, i) => taken[i]));
        return taken;
      });
    },
  };
}

/** A log behind a bad network, which also delivers records that it has delivered before. */
export function faultyLog(log: Log, faults: FaultSource): Log {
  return {
    ...log,
    read: (topic, partition, offset, limit) =>
      faultyCall(faults, async () => {
        const back = faults.random.chance(faults.rates().twice) ? faults.random.whole(1, 5) : 0;
        return log.read(topic, partition, Math.max(0, offset - back), limit);
      }),
    partitionCount: (topic) => faultyCall(faults, () => log.partitionCount(topic)),
    endOffset: (topic, partition) => faultyCall(faults, () => log.endOffset(topic, partition)),
  };
}

/** A checkpoint store behind a bad network. */
export function faultyCheckpoints(checkpoints: CheckpointStore, faults: FaultSource): CheckpointStore {
  return {
    ...checkpoints,
    claim: (jobId, fence) => faultyCall(faults, () => checkpoints.claim(jobId, fence)),
    save: (jobId, id, bytes, fence) => faultyCall(faults, () => checkpoints.save(jobId, id, bytes, fence)),
    saveFirst: (jobId, id, bytes) => faultyCall(faults, () => checkpoints.saveFirst(jobId, id, bytes)),
    load: (jobId, id) => faultyCall(faults, () => checkpoints.load(jobId, id)),
    list: (jobId) => faultyCall(faults, () => checkpoints.list(jobId)),
    latest: (jobId) => faultyCall(faults, () => checkpoints.latest(jobId)),
    prune: (jobId, keep, fence) => faultyCall(faults, () => checkpoints.prune(jobId, keep, fence)),
  };
}
