import type { KeyShare } from "../../runtime/key-share.ts";

/** What the checkpoints of one worker of a job are kept under. */
export const workerName = (jobId: string, { index, count }: KeyShare): string =>
  count === 1 ? jobId : `${jobId}.${index}of${count}`;

/** The lock that whoever runs the worker has. */
export const lockName = (jobId: string, { index, count }: KeyShare): string => `job/${jobId}/${index}of${count}`;

/** What its order journal is kept under. */
export const journalName = (jobId: string, share: KeyShare): string => `${workerName(jobId, share)}.order`;

/** What the parts of a savepoint are kept under, one for each worker. */
export const savepointName = (savepointId: string): string => `savepoint.${savepointId}`;

/** What the offsets are kept under at which the workers stopped for a savepoint. */
export const heldName = (savepointId: string): string => `savepoint.${savepointId}.held`;
