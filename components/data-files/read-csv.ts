import type { DataType, Field, Json } from "tilescope";
import type { FileReading } from "tilescope/worker";
import { type FileRow, timeColumnsOf } from "./data-file.ts";
import { withDuckDb } from "./duckdb.ts";

const MAX_PROBLEMS = 100;
const INTEGERS = new Set(["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"]);

/** What a DuckDB type becomes, and the SQL that brings a column there. */
function target(sqlType: string, column: string): { type: DataType; sql: string } {
  if (sqlType === "BOOLEAN") return { type: "boolean", sql: column };
  if (INTEGERS.has(sqlType)) return { type: "long", sql: `${column}::BIGINT` };
  if (sqlType === "DOUBLE" || sqlType === "FLOAT" || sqlType.startsWith("DECIMAL"))
    return { type: "double", sql: `${column}::DOUBLE` };
  if (sqlType.startsWith("TIMESTAMP")) return { type: "long", sql: `epoch_ms(${column})` };
  return { type: "string", sql: `${column}::VARCHAR` };
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

function jsonOf(value: unknown): Json {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return value === undefined ? null : (value as Json);
}

/** Reads CSV with DuckDB: dialect and types sniffed over the whole file, broken lines reported and left out. */
export function readCsv(bytes: Uint8Array, limit: number): Promise<FileReading> {
  return withDuckDb(async (db, connection) => {
    const file = `upload-${bytes.length}.csv`;
    await db.registerFileBuffer(file, bytes.slice());
    try {
      const scan = `read_csv(${literal(file)}, sample_size=-1, store_rejects=true)`;
      await connection.query(`CREATE OR REPLACE TEMP TABLE upload AS SELECT * FROM ${scan}`);
      const described = (await connection.query("DESCRIBE upload")).toArray();
      const columns = described.map((row) => {
        const name = String(row.column_name);
        return { name, ...target(String(row.column_type), quoted(name)) };
      });
      const schema: Field[] = columns.map(({ name, type }) => ({ name, type }));
      const total = Number((await connection.query("SELECT count(*) AS n FROM upload")).toArray()[0]?.n ?? 0);
      const list = columns.map(({ name, sql }) => `${sql} AS ${quoted(name)}`).join(", ");
      const table = await connection.query(`SELECT ${list} FROM upload LIMIT ${Math.min(limit, total)}`);
      const vectors = columns.map((_, i) => table.getChildAt(i));
      const rows: FileRow[] = [];
      for (let r = 0; r < table.numRows; r++) {
        const row: Record<string, Json> = {};
        columns.forEach(({ name }, c) => {
          row[name] = jsonOf(vectors[c]?.get(r));
        });
        rows.push(row);
      }
      const rejects = await connection.query(
        `SELECT line, min(error_message) AS reason FROM reject_errors GROUP BY line ORDER BY line LIMIT ${MAX_PROBLEMS}`,
      );
      const problems = rejects.toArray().map((row) => ({ line: Number(row.line), reason: String(row.reason) }));
      return { format: "csv", schema, timeColumns: timeColumnsOf(schema, rows), rows, total, problems };
    } finally {
      await connection.query("DROP TABLE IF EXISTS upload");
      await db.dropFile(file);
    }
  });
}
