import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { open as openEnvironment } from "lmdb";
import { afterAll, describe, expect, it } from "vitest";
import { checkpointStoreConformance } from "../../../testing/checkpoint-store-conformance.ts";
import { kvStoreConformance, rejection } from "../../../testing/kv-store-conformance.ts";
import { locksConformance } from "../../../testing/locks-conformance.ts";
import { logConformance } from "../../../testing/log-conformance.ts";
import { TilescopeError } from "../../errors.ts";
import { processingTime } from "../../time/event-time.ts";
import { openEmbedded } from "./index.ts";

const NOW_MS = 1_704_882_600_000;
const MAX_VALUE_BYTES = 10_000;
const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "tilescope-embedded-"));
  folders.push(folder);
  return folder;
};
const open = (folder = newFolder()) =>
  openEmbedded(folder, { clock: { now: () => processingTime(NOW_MS) }, maxValueBytes: MAX_VALUE_BYTES, pollMs: 5 });

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

kvStoreConformance("embedded", MAX_VALUE_BYTES, async () => {
  const { store, close } = open();
  return { store, done: close };
});

logConformance("embedded", MAX_VALUE_BYTES, NOW_MS, async () => {
  const { log, close } = open();
  return { log, done: close };
});

checkpointStoreConformance("embedded", async () => {
  const { checkpoints, close } = open();
  return { checkpoints, done: close };
});

locksConformance("embedded", async () => {
  const folder = newFolder();
  const first = open(folder);
  const second = open(folder);
  return {
    locks: first.locks,
    others: second.locks,
    done: async () => {
      await first.close();
      await second.close();
    },
  };
});

const CHILD = join(import.meta.dirname, "../../../testing/embedded-child.ts");
const child = (mode: string, folder: string): ChildProcess =>
  spawn(process.execPath, [CHILD, mode, folder], { stdio: ["ignore", "pipe", "inherit"] });
const ended = (process: ChildProcess): Promise<void> => new Promise((resolve) => process.once("exit", () => resolve()));

/** Lines that the child printed before it ended, or before `stop` said to kill it. */
async function linesOf(process: ChildProcess, stop: (line: string) => boolean): Promise<string[]> {
  const lines: string[] = [];
  const exit = ended(process);
  if (process.stdout === null) throw new Error("no output of the child");
  for await (const line of createInterface({ input: process.stdout })) {
    lines.push(line);
    if (stop(line)) process.kill("SIGKILL");
  }
  await exit;
  return lines;
}

describe("embedded folder", () => {
  it("keeps everything acknowledged, and whole batches only, when the writer is killed", async () => {
    const folder = newFolder();
    let acknowledged = -1;
    for (const enough of [3, 8, 40]) {
      const lines = await linesOf(child("batches", folder), (line) => Number(line) >= enough);
      const last = Number(lines.at(-1));
      acknowledged = Math.max(acknowledged, last);
      const { store, log, checkpoints, close } = open(folder);
      const batches = acknowledged + 2;
      const answers = await store.multiGet(
        Array.from({ length: batches }, (_, batch) => ({
          dataset: "D",
          keyBytes: new Uint8Array([batch >> 8, batch]),
          afterTsMillis: 0,
        })),
      );
      const counts = answers.map((answer) => (answer.ok ? answer.values.length : -1));
      expect(counts.slice(0, last + 1).every((count) => count > 0)).toBe(true);
      expect(counts.every((count) => count % 20 === 0)).toBe(true);
      const end = await log.endOffset("t", 0);
      expect(end % 20).toBe(0);
      const records = await log.read("t", 0, 0, end + 1);
      expect(records.map((record) => record.offset)).toEqual(Array.from({ length: end }, (_, i) => i));
      expect(records.filter((record) => record.value[0] === last).length).toBeGreaterThanOrEqual(20);
      expect(await checkpoints.list("job")).toEqual(
        expect.arrayContaining(Array.from({ length: last + 1 }, (_, i) => i)),
      );
      for (const id of await checkpoints.list("job")) expect((await checkpoints.load("job", id))?.length).toBe(200);
      await close();
    }
  });

  it("keeps a lock while its holder is stopped, and gives it on when the holder was killed", async () => {
    const folder = newFolder();
    const holder = child("lock", folder);
    const exit = ended(holder);
    await new Promise((resolve) => holder.stdout?.once("data", resolve));
    const { locks, close } = open(folder);
    expect(await locks.tryAcquire("a")).toBeNull();
    holder.kill("SIGSTOP");
    expect(await locks.tryAcquire("a")).toBeNull();
    holder.kill("SIGKILL");
    await exit;
    const lock = await locks.tryAcquire("a");
    expect(lock).not.toBeNull();
    await lock?.release();
    await close();
  });

  it("survives closing and opening", async () => {
    const folder = newFolder();
    const first = open(folder);
    await first.store.multiPut([
      { dataset: "D", keyBytes: new Uint8Array([1]), valueBytes: new Uint8Array([2]), tsMillis: -3 },
    ]);
    await first.log.createTopic("t", 1);
    await first.log.append("t", [{ key: null, value: new Uint8Array([4]) }]);
    await first.close();
    const second = open(folder);
    await second.store.multiPut([
      { dataset: "D", keyBytes: new Uint8Array([1]), valueBytes: new Uint8Array([3]), tsMillis: -3 },
    ]);
    const [answer] = await second.store.multiGet([{ dataset: "D", keyBytes: new Uint8Array([1]), afterTsMillis: -3 }]);
    expect(answer?.ok && answer.values.map((value) => value.bytes[0])).toEqual([2, 3]);
    expect(await second.log.append("t", [{ key: null, value: new Uint8Array([5]) }])).toEqual([
      { partition: 0, offset: 1 },
    ]);
    await second.close();
  });

  it("waits for writes under way when it closes", async () => {
    const folder = newFolder();
    const first = open(folder);
    const written = first.store.multiPut([
      { dataset: "D", keyBytes: new Uint8Array([1]), valueBytes: new Uint8Array([2]), tsMillis: 0 },
    ]);
    await first.close();
    expect(await written).toEqual([true]);
    const second = open(folder);
    expect(await second.store.list()).toEqual(["D"]);
    await second.close();
  });

  it("hears appends of another process, and reads them", async () => {
    const folder = newFolder();
    const { log, close } = open(folder);
    await log.createTopic("t", 1);
    let stop = (): void => {};
    const heard = new Promise<void>((resolve) => {
      stop = log.watch("t", resolve);
    });
    const exit = ended(child("append", folder));
    await heard;
    stop();
    expect((await log.read("t", 0, 0, 10)).map((record) => [...record.value])).toEqual([[42]]);
    await exit;
    await close();
  });

  it("gives every record its own offset when several processes append at once", async () => {
    const folder = newFolder();
    const { log, close } = open(folder);
    await log.createTopic("t", 1);
    const others = Array.from({ length: 3 }, () => ended(child("append", folder)));
    const own = Array.from({ length: 20 }, () => log.append("t", [{ key: null, value: new Uint8Array([1]) }]));
    await Promise.all([...own, ...others]);
    const records = await log.read("t", 0, 0, 100);
    expect(records.map((record) => record.offset)).toEqual(Array.from({ length: 23 }, (_, i) => i));
    expect(records.filter((record) => record.value[0] === 42)).toHaveLength(3);
    await close();
  });

  it("may be opened twice in one process", async () => {
    const folder = newFolder();
    const one = open(folder);
    const two = open(folder);
    await one.log.createTopic("t", 1);
    const heard = new Promise<void>((resolve) => {
      two.log.watch("t", resolve);
    });
    await one.log.append("t", [{ key: null, value: new Uint8Array([1]) }]);
    await heard;
    await one.close();
    expect(await two.log.endOffset("t", 0)).toBe(1);
    await two.close();
  });

  it("says so when the disk is full, keeps what it had and no half batch", async () => {
    const script = `ulimit -f 6000; trap '' XFSZ; exec "$0" "$1" fill "$2"`;
    const full = spawn("bash", ["-c", script, process.execPath, CHILD, newFolder()], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [code, counts] = await linesOf(full, () => false);
    expect(code).toBe("kv-store/disk-full");
    const [stored, large, small] = JSON.parse(counts ?? "[]") as number[];
    expect(stored).toBeGreaterThan(5);
    expect([large, small]).toEqual([stored, stored]);
  });

  it("reports damaged values one by one, never as data", async () => {
    const folder = newFolder();
    const first = open(folder);
    const marker = new Uint8Array(64).fill(0xa7);
    await first.store.multiPut([
      { dataset: "D", keyBytes: new Uint8Array([1]), valueBytes: marker, tsMillis: 0 },
      { dataset: "D", keyBytes: new Uint8Array([2]), valueBytes: new Uint8Array([1]), tsMillis: 0 },
    ]);
    await first.log.createTopic("t", 1);
    await first.log.append("t", [{ key: null, value: marker }]);
    await first.checkpoints.save("job", 1, marker);
    await first.close();
    const file = join(folder, "tilescope.mdb");
    const content = readFileSync(file);
    const descriptor = openSync(file, "r+");
    for (let at = content.indexOf(marker); at >= 0; at = content.indexOf(marker, at + 1))
      writeSync(descriptor, new Uint8Array([0]), 0, 1, at + 10);
    const second = open(folder);
    const [damaged, whole] = await second.store.multiGet(
      [1, 2].map((key) => ({ dataset: "D", keyBytes: new Uint8Array([key]) })),
    );
    expect(damaged?.ok === false && damaged.error instanceof TilescopeError && damaged.error.code).toBe(
      "kv-store/corrupt",
    );
    expect(whole?.ok).toBe(true);
    expect(await rejection(second.log.read("t", 0, 0, 1))).toBe("log/corrupt");
    expect(await rejection(second.checkpoints.load("job", 1))).toBe("checkpoint-store/corrupt");
    await second.close();
  });

  it("refuses a file that is not its own, or was cut off", async () => {
    const codeOf = (folder: string): string => {
      try {
        open(folder);
      } catch (error) {
        if (error instanceof TilescopeError) return error.code;
      }
      return "opened";
    };
    const folder = newFolder();
    const file = join(folder, "tilescope.mdb");
    for (const content of [new Uint8Array(20_000).fill(0x41), new Uint8Array(5), new Uint8Array(9_000)]) {
      writeFileSync(file, content);
      expect(codeOf(folder)).toBe("embedded/corrupt");
    }
    rmSync(file);
    const { store, close } = open(folder);
    for (let i = 0; i < 20; i++) {
      const valueBytes = new Uint8Array(9_000);
      await store.multiPut([{ dataset: "D", keyBytes: new Uint8Array([i]), valueBytes, tsMillis: 0 }]);
    }
    await close();
    truncateSync(file, 12_000);
    expect(codeOf(folder)).toBe("embedded/corrupt");
    const plain = join(newFolder(), "plain");
    writeFileSync(plain, "");
    expect(codeOf(plain)).toBe("embedded/open-failed");
  });

  it("refuses a folder of another format", async () => {
    const folder = newFolder();
    await open(folder).close();
    const root = openEnvironment({
      path: join(folder, "tilescope.mdb"),
      maxDbs: 8,
      keyEncoding: "binary",
      encoding: "binary",
    });
    root
      .openDB({ name: "format", keyEncoding: "binary", encoding: "binary" })
      .putSync(new Uint8Array([0]), new Uint8Array([9]));
    await root.close();
    expect(() => open(folder)).toThrow(/format 9/);
  });
});
