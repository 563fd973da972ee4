import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";

export interface DuckDbColumn {
  readonly name: string;
  readonly type: "INTEGER" | "BIGINT" | "DOUBLE";
  readonly values: Float64Array | Int32Array;
}

export interface DuckDbTable {
  readonly name: string;
  readonly columns: readonly DuckDbColumn[];
}

/**
 * DuckDB in memory on one thread, for subjects that are measured synchronously: it works in a thread of its own while
 * the caller waits. Its processor time counts as the process's.
 */
export class DuckDb {
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #channel = new MessageChannel();
  readonly #worker: Worker;

  constructor(tables: readonly DuckDbTable[]) {
    const port = this.#channel.port2;
    this.#worker = new Worker(new URL("./duckdb-worker.ts", import.meta.url), {
      workerData: { signal: this.#signal, port, tables },
      transferList: [port],
    });
  }

  /** The rows of a query, values as text. */
  query(sql: string): readonly (readonly string[])[] {
    Atomics.store(this.#signal, 0, 0);
    this.#worker.postMessage(sql);
    Atomics.wait(this.#signal, 0, 0);
    const answer = receiveMessageOnPort(this.#channel.port1)?.message as { rows?: string[][]; error?: string };
    if (answer.rows === undefined) throw new Error(answer.error);
    return answer.rows;
  }

  close(): void {
    this.#channel.port1.close();
    void this.#worker.terminate();
  }
}
