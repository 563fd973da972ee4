import { openEmbedded } from "../src/adapters/embedded/index.ts";
import { TilescopeError } from "../src/errors.ts";

/**
 * A process of its own for the tests of the embedded adapter: `node embedded-child.ts <mode> <folder>`.
 *
 * - `batches`: writes numbered batches of values, records and a checkpoint until it is killed, and prints the number of
 *   each batch once all three are acknowledged
 * - `fill`: writes until the disk is full, prints the error's code and then how many values a new write can still read
 * - `lock`: takes the lock `a`, prints a line and stays
 * - `append`: appends one record to the topic `t`
 */
const [mode, path] = process.argv.slice(2);
if (path === undefined) throw new Error("no folder");
const { store, log, checkpoints, locks, close } = openEmbedded(path);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const BATCH = 20;

if (mode === "batches") {
  await log.createTopic("t", 1);
  for (let batch = 0; ; batch++) {
    const value = new Uint8Array(200).fill(batch);
    const keyBytes = new Uint8Array([batch >> 8, batch]);
    await Promise.all([
      store.multiPut(
        Array.from({ length: BATCH }, (_, i) => ({ dataset: "D", keyBytes, valueBytes: value, tsMillis: i >> 1 })),
      ),
      log.append(
        "t",
        Array.from({ length: BATCH }, () => ({ key: keyBytes, value })),
      ),
      checkpoints.save("job", batch, value),
    ]);
    say(String(batch));
  }
}

if (mode === "fill") {
  let stored = 0;
  try {
    for (;;) {
      await store.multiPut([
        { dataset: "D", keyBytes: new Uint8Array(0), valueBytes: new Uint8Array(200_000), tsMillis: stored },
        { dataset: "D", keyBytes: new Uint8Array(1), valueBytes: new Uint8Array(1), tsMillis: stored },
      ]);
      stored++;
    }
  } catch (error) {
    say(error instanceof TilescopeError ? error.code : String(error));
  }
  const [large, small] = await store.multiGet([
    { dataset: "D", keyBytes: new Uint8Array(0), afterTsMillis: 0 },
    { dataset: "D", keyBytes: new Uint8Array(1), afterTsMillis: 0 },
  ]);
  say(JSON.stringify([stored, large?.ok && large.values.length, small?.ok && small.values.length]));
}

if (mode === "lock") {
  await locks.tryAcquire("a");
  say("held");
  await new Promise((resolve) => setTimeout(resolve, 60_000));
}

if (mode === "append") await log.append("t", [{ key: null, value: new Uint8Array([42]) }]);

await close();
