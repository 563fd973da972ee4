/** Runs DuckDB's asynchronous client beside a thread that waits: see `DuckDb`. */
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { BIGINT, DOUBLE, DuckDBConnection, DuckDBDataChunk, type DuckDBType, INTEGER } from "@duckdb/node-api";
import type { DuckDbColumn, DuckDbTable } from "./duckdb.ts";

const CHUNK_ROWS = 2_048;

interface Start {
  readonly signal: Int32Array;
  readonly port: MessagePort;
  readonly tables: readonly DuckDbTable[];
}

const { signal, port, tables } = workerData as Start;

const TYPES: Readonly<Record<DuckDbColumn["type"], DuckDBType>> = { INTEGER, BIGINT, DOUBLE };

async function connect(): Promise<DuckDBConnection> {
  const connection = await DuckDBConnection.create();
  await connection.run("SET threads = 1");
  for (const { name, columns } of tables) {
    await connection.run(
      `CREATE TABLE ${name} (${columns.map((column) => `${column.name} ${column.type}`).join(", ")})`,
    );
    const appender = await connection.createAppender(name);
    const length = columns[0]?.values.length ?? 0;
    for (let from = 0; from < length; from += CHUNK_ROWS) {
      const chunk = DuckDBDataChunk.create(columns.map(({ type }) => TYPES[type]));
      chunk.setColumns(
        columns.map(({ type, values }) => {
          const slice = Array.from(values.subarray(from, from + CHUNK_ROWS));
          return type === "BIGINT" ? slice.map(BigInt) : slice;
        }),
      );
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
  }
  return connection;
}

const connected = connect();

parentPort?.on("message", async (sql: string) => {
  let answer: unknown;
  try {
    const reader = await (await connected).runAndReadAll(sql);
    answer = { rows: reader.getRows().map((row) => row.map(String)) };
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(answer);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});
