import { describe, expect, it } from "vitest";
import { createKafkaLog, type KafkaLog, type KafkaSettings } from "../../src/adapters/kafka/index.ts";
import { TilescopeError } from "../../src/errors.ts";
import { rejection } from "../kv-store-conformance.ts";
import type { KafkaBroker } from "./kafka-broker.ts";
import { until } from "./until.ts";

/** A broker takes its time, more so on a busy machine. */
const RECOVERY_MS = 120_000;

const record = (value: string) => ({ key: null, value: new TextEncoder().encode(value) });

/** What the log does when its broker fails. Part of the file that has a broker already: starting one takes seconds. */
export function kafkaTroubles(broker: () => KafkaBroker, openLog: (more: Partial<KafkaSettings>) => KafkaLog): void {
  describe("a Kafka in trouble", () => {
    it("says that nobody answers", async () => {
      const log = createKafkaLog({ brokers: ["127.0.0.1:1"], retries: 1, retryDelayMs: 10, timeoutMs: 300 });
      for (const call of [
        () => log.createTopic("t", 1),
        () => log.partitionCount("t"),
        () => log.topics(),
        () => log.append("t", [record("a")]),
        () => log.read("t", 0, 0, 1),
        () => log.endOffset("t", 0),
        () => log.dropTopic("t"),
        () =>
          log.joinGroup(
            "t",
            "g",
            () => undefined,
            () => undefined,
          ),
      ])
        expect(await rejection(call())).toBe("log/unavailable");
      const error = await log.topics().catch((thrown: unknown) => thrown);
      expect((error as TilescopeError).cause).toBeInstanceOf(Error);
      expect(error).toBeInstanceOf(TilescopeError);
      await log.close();
    });

    it(
      "loses nothing that was acknowledged when the broker dies; only the record under way may stand twice",
      async () => {
        const log = openLog({ retries: 1_000, retryDelayMs: 100, timeoutMs: 2_000 });
        await log.createTopic("t", 1);
        const acknowledged: string[] = [];
        let going = true;
        const appending = (async () => {
          for (let i = 0; going; i++) {
            await log.append("t", [record(String(i))]);
            acknowledged.push(String(i));
          }
        })();
        await until(async () => acknowledged.length > 20);
        await broker().crash();
        const before = acknowledged.length;
        await broker().restart();
        await until(async () => acknowledged.length > before + 20, RECOVERY_MS);
        going = false;
        await appending;
        const records = await log.read("t", 0, 0, acknowledged.length + 10);
        const values = records.map(({ value }) => new TextDecoder().decode(value));
        expect(values.filter((value, i) => value !== values[i - 1])).toEqual(acknowledged);
        // The broker may have written it before it died, and a producer that starts anew sends it again.
        const doubled = values.filter((value, i) => value === values[i - 1]).map(Number);
        for (const index of doubled) expect(Math.abs(index - before)).toBeLessThanOrEqual(1);
        await log.close();
      },
      2 * RECOVERY_MS,
    );
  });
}
