import { randomBytes } from "node:crypto";
import { TilescopeError } from "../../errors.ts";
import type { CheckpointStore } from "../../ports/checkpoint-store.ts";
import { checkCheckpointId, fenced, nameBytes } from "../../ports/limits.ts";
import { checksum, readHead, writeHead } from "./checkpoint-head.ts";
import { CHECKPOINT_SCRIPTS, CLAIM, DROP, LATEST, PRUNE, SAVE } from "./checkpoint-scripts.ts";
import { namedKey } from "./key-layout.ts";
import { createPatientCalls } from "./patient-calls.ts";
import { connectRedis } from "./redis-connection.ts";
import { completeRedisSettings, type RedisSettings } from "./redis-settings.ts";
import type { Script } from "./scripts.ts";
import { UnderWay } from "./under-way.ts";

export interface RedisCheckpointSettings extends RedisSettings {
  /** Larger values are stored in several parts of this size. */
  readonly partBytes?: number;
  readonly maxCheckpointBytes?: number;
}

const MIB = 1024 * 1024;
/** So long the parts of a value that was never completed stay. */
const UPLOAD_MS = 3_600_000;
const READ_TRIES = 3;

/**
 * A CheckpointStore in Redis, one server or a cluster. All keys of a job are on one node, so that each call is one script:
 * done wholly or not at all. The parts of a large value are sent before, and count once the script has said so.
 */
export function createRedisCheckpoints(given: RedisCheckpointSettings): CheckpointStore {
  const settings = completeRedisSettings(given);
  const { partBytes = 8 * MIB, maxCheckpointBytes = 1024 * MIB } = given;
  const connection = connectRedis(settings, CHECKPOINT_SCRIPTS);
  const calls = createPatientCalls(connection, settings, "checkpoint-store");
  const underWay = new UnderWay();
  const track = <T>(work: () => Promise<T>): Promise<T> => underWay.run(work);
  let closed = false;

  /** What all keys of a job begin with. */
  function baseOf(jobId: string): string {
    if (closed) throw new TilescopeError("checkpoint-store/closed", "The checkpoint store is closed");
    return namedKey(settings.keyPrefix, "checkpoints", nameBytes("checkpoint-store", jobId));
  }

  const partKey = (base: string, upload: string, i: number): string => `${base}:part:${upload}:${i}`;

  const run = (doing: "read" | "write", script: Script, base: string, ...args: (string | Buffer)[]): Promise<unknown> =>
    calls.one(doing, () => connection.run(script, [`${base}:ids`, `${base}:heads`, `${base}:fence`], args));

  /** Sends the value's parts where it is large. Resolves to its head. */
  async function send(jobId: string, base: string, bytes: Uint8Array): Promise<Buffer> {
    if (bytes.length > maxCheckpointBytes)
      throw new TilescopeError(
        "checkpoint-store/too-large",
        `A checkpoint of ${jobId} has ${bytes.length} bytes; the limit is ${maxCheckpointBytes}`,
      );
    const crc = checksum(bytes);
    if (bytes.length <= partBytes) return writeHead({ kind: "value", bytes, crc });
    // The caller may change its bytes while they are on their way.
    const own = Buffer.from(bytes);
    const upload = randomBytes(16).toString("hex");
    const count = Math.ceil(own.length / partBytes);
    for (let i = 0; i < count; i++) {
      const part = own.subarray(i * partBytes, (i + 1) * partBytes);
      await calls.one("write", () => connection.client().set(partKey(base, upload, i), part, "PX", UPLOAD_MS));
    }
    return writeHead({ kind: "parts", upload, count, crc });
  }

  async function save(jobId: string, id: number, bytes: Uint8Array, fence: string, first: boolean): Promise<boolean> {
    const base = baseOf(jobId);
    checkCheckpointId(id);
    const head = await send(jobId, base, bytes);
    const answer = String(await run("write", SAVE, base, String(id), head, fence, first ? "1" : "0"));
    if (answer === "fenced") throw fenced(jobId);
    if (answer === "parts")
      throw new TilescopeError("checkpoint-store/write-failed", `Parts of checkpoint ${id} of ${jobId} are gone again`);
    return answer === "saved";
  }

  /** The value of a head; null when its parts are not there any more. */
  async function bytesOf(base: string, stored: Buffer): Promise<Uint8Array | null> {
    const head = readHead(stored);
    if (head === null) return null;
    const parts: Buffer[] = [];
    if (head.kind === "parts")
      for (let i = 0; i < head.count; i++) {
        const part = await calls.one("read", () => connection.client().getBuffer(partKey(base, head.upload, i)));
        if (part === null) return null;
        parts.push(part);
      }
    const bytes = head.kind === "value" ? head.bytes : new Uint8Array(Buffer.concat(parts));
    return checksum(bytes) === head.crc ? bytes : null;
  }

  /** `find` looks for id and head. What is replaced or removed while its parts are read is looked for again. */
  async function read(
    jobId: string,
    base: string,
    find: () => Promise<{ readonly id: number; readonly head: Buffer } | null>,
  ): Promise<{ checkpointId: number; bytes: Uint8Array } | null> {
    for (let tries = 1; ; tries++) {
      const found = await find();
      if (found === null) return null;
      const bytes = await bytesOf(base, found.head);
      if (bytes !== null) return { checkpointId: found.id, bytes };
      if (tries === READ_TRIES)
        throw new TilescopeError("checkpoint-store/corrupt", `Checkpoint ${found.id} of ${jobId} is damaged`);
    }
  }

  return {
    async claim(jobId, fence) {
      const base = baseOf(jobId);
      if ((await track(() => run("write", CLAIM, base, String(fence)))) === 0) throw fenced(jobId);
    },
    async save(jobId, checkpointId, bytes, fence) {
      await track(() => save(jobId, checkpointId, bytes, fence === undefined ? "" : String(fence), false));
    },
    saveFirst: (jobId, checkpointId, bytes) => track(() => save(jobId, checkpointId, bytes, "", true)),
    latest: (jobId) =>
      track(async () => {
        const base = baseOf(jobId);
        return read(jobId, base, async () => {
          const [id, head] = (await run("read", LATEST, base)) as Buffer[];
          return id === undefined || head === undefined ? null : { id: Number(id), head };
        });
      }),
    load: (jobId, id) =>
      track(async () => {
        const base = baseOf(jobId);
        checkCheckpointId(id);
        const found = await read(jobId, base, async () => {
          const head = await calls.one("read", () => connection.client().hgetBuffer(`${base}:heads`, String(id)));
          return head === null ? null : { id, head };
        });
        return found?.bytes ?? null;
      }),
    list: (jobId) =>
      track(async () => {
        const base = baseOf(jobId);
        const ids = await calls.one("read", () => connection.client().zrange(`${base}:ids`, "0", "-1"));
        return ids.map(Number);
      }),
    async prune(jobId, keep, fence) {
      const base = baseOf(jobId);
      const held = fence === undefined ? "" : String(fence);
      if ((await track(() => run("write", PRUNE, base, String(keep), held))) === 0) throw fenced(jobId);
    },
    async drop(jobId) {
      const base = baseOf(jobId);
      await track(() => run("write", DROP, base));
    },
    async close() {
      if (closed) return;
      closed = true;
      await underWay.idle();
      connection.close();
    },
  };
}
