import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Database, open } from "lmdb";
import { TilescopeError } from "../../errors.ts";
import { checkDataFile } from "./check-data-file.ts";

export type Area = "kv-store" | "log" | "checkpoint-store" | "locks";
export type Table = Database<Uint8Array, Uint8Array>;

const DATA_FILE = "tilescope.mdb";
const FORMAT = 1;
/** lmdb reports a write that the disk took only in part as an input/output error. */
const DISK_FULL = /ENOSPC|EFBIG|EDQUOT|No space left|File too large|Disk quota|MDB_MAP_FULL|Input\/output error/i;
const CORRUPT = /MDB_CORRUPTED|MDB_PAGE_NOTFOUND|MDB_INVALID|MDB_VERSION_MISMATCH|MDB_BAD_/i;

/**
 * One lmdb environment: a file that several processes may open at once. Every write is one transaction, synced before
 * it is acknowledged; a transaction whose body throws leaves no trace.
 */
export interface Folder {
  table(name: string): Table;
  /** Runs `body` in a write transaction; rejects with a `TilescopeError` of the area. */
  write<T>(area: Area, body: () => T): Promise<T>;
  /** Runs `body` on the newest state, writes by other processes included. */
  read<T>(area: Area, body: () => T): T;
  /** Says that one of the ports is done; the file closes with the last of them. */
  release(): Promise<void>;
}

/** Throws `embedded/open-failed`, `embedded/corrupt` or `embedded/other-format`. */
export function openFolder(path: string, ports: number): Folder {
  const options = { keyEncoding: "binary", encoding: "binary", cache: false } as const;
  const root = openRoot(() => {
    mkdirSync(path, { recursive: true });
    checkDataFile(join(path, DATA_FILE));
    // Synced commits: lmdb-js would otherwise acknowledge before the disk has the data.
    const opened = open<Uint8Array, Uint8Array>({
      path: join(path, DATA_FILE),
      overlappingSync: false,
      // The promise of a turn belongs to nobody: when a commit failed, its rejection would end the process.
      eventTurnBatching: false,
      maxDbs: 16,
      ...options,
    });
    opened.readerCheck();
    return opened;
  });
  const tables = new Map<string, Table>();
  const pending = new Set<Promise<unknown>>();
  let users = ports;

  function table(name: string): Table {
    const opened = tables.get(name) ?? root.openDB<Uint8Array, Uint8Array>({ name, ...options });
    tables.set(name, opened);
    return opened;
  }

  const format = table("format");
  const key = new Uint8Array([0]);
  const stored = format.get(key)?.[0];
  if (stored === undefined) format.putSync(key, new Uint8Array([FORMAT]));
  else if (stored !== FORMAT) {
    root.close();
    throw new TilescopeError("embedded/other-format", `${path} was written in format ${stored}; this reads ${FORMAT}`);
  }

  return {
    table,
    async write(area, body) {
      const done = root.childTransaction(body);
      pending.add(done);
      try {
        return await done;
      } catch (error) {
        throw failure(area, "write", await commitError(error));
      } finally {
        pending.delete(done);
      }
    },
    read(area, body) {
      try {
        root.resetReadTxn();
        return body();
      } catch (cause) {
        throw failure(area, "read", cause);
      }
    },
    async release() {
      users -= 1;
      if (users > 0) return;
      await Promise.allSettled(pending);
      await root.close();
    },
  };
}

function openRoot<T>(body: () => T): T {
  try {
    return body();
  } catch (cause) {
    if (cause instanceof TilescopeError) throw cause;
    const text = messageOf(cause);
    throw new TilescopeError(CORRUPT.test(text) ? "embedded/corrupt" : "embedded/open-failed", text, cause);
  }
}

function failure(area: Area, doing: "read" | "write", cause: unknown): TilescopeError {
  if (cause instanceof TilescopeError) return cause;
  const text = messageOf(cause);
  if (DISK_FULL.test(text)) return new TilescopeError(`${area}/disk-full`, `No room for the write: ${text}`, cause);
  if (CORRUPT.test(text)) return new TilescopeError(`${area}/corrupt`, `The file is damaged: ${text}`, cause);
  return new TilescopeError(`${area}/${doing}-failed`, `The ${doing} failed: ${text}`, cause);
}

/** A failed commit rejects with a pointer to the reason, a promise that itself rejects. */
async function commitError(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !("commitError" in error)) return error;
  try {
    await error.commitError;
    return error;
  } catch (reason) {
    return reason;
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
