import type { KVStore } from "../ports/kv-store.ts";
import type { WorkerStatus } from "./job/job-status.ts";
import type { JobRecord } from "./registry.ts";

const DATASET = "TILESCOPE_STATUS";

/** What a worker last said, and when. */
export interface PostedStatus {
  readonly atMs: number;
  readonly status: WorkerStatus;
}

/** Where processes say what their workers do, so that every process can show every job. */
export class StatusBoard {
  readonly #store: KVStore;

  constructor(store: KVStore) {
    this.#store = store;
  }

  async post(jobId: string, posted: PostedStatus): Promise<void> {
    const valueBytes = new TextEncoder().encode(JSON.stringify(posted));
    // The slot makes each state replace the one before instead of adding a value.
    const tile = { startMs: 0, sizeMs: 1 };
    const keyBytes = keyOf(jobId, posted.status.share);
    await this.#store.multiPut([{ dataset: DATASET, keyBytes, valueBytes, tsMillis: 0, tile }]);
  }

  /** What the workers of a job last said; a worker that never spoke is missing. */
  async read(record: JobRecord): Promise<PostedStatus[]> {
    const answers = await this.#store.multiGet(
      Array.from({ length: record.workers }, (_, share) => ({
        dataset: DATASET,
        keyBytes: keyOf(record.id, share),
        afterTsMillis: 0,
      })),
    );
    return answers.flatMap((answer) => {
      if (!answer.ok) throw answer.error;
      return answer.values.map(({ bytes }) => JSON.parse(new TextDecoder().decode(bytes)) as PostedStatus);
    });
  }
}

const keyOf = (jobId: string, share: number): Uint8Array => new TextEncoder().encode(`${jobId}/${share}`);
