import type { AsyncDuckDB, AsyncDuckDBConnection } from "@duckdb/duckdb-wasm";

/** Files that `scripts/build-assets.mjs` lays out; nothing is fetched from elsewhere. */
const FILES = "/generated/duckdb";

let started: Promise<AsyncDuckDB> | null = null;

async function start(): Promise<AsyncDuckDB> {
  const duckdb = await import("@duckdb/duckdb-wasm");
  const worker = new Worker(new URL(`${FILES}/duckdb-browser-eh.worker.js`, globalThis.location.origin));
  const db = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await db.instantiate(new URL(`${FILES}/duckdb-eh.wasm`, globalThis.location.origin).href);
  return db;
}

/** DuckDB in its own worker, started when first needed. Extensions are never fetched: what is not built in is an error. */
export async function withDuckDb<T>(
  use: (db: AsyncDuckDB, connection: AsyncDuckDBConnection) => Promise<T>,
): Promise<T> {
  started ??= start().catch((error: unknown) => {
    started = null;
    throw error;
  });
  const db = await started;
  const connection = await db.connect();
  try {
    await connection.query("SET autoinstall_known_extensions=false");
    await connection.query("SET autoload_known_extensions=false");
    return await use(db, connection);
  } finally {
    await connection.close();
  }
}
