import { Accuracy, type GroupBy, Operation } from "../../src/group-by/group-by.ts";
import { Random } from "../../src/simulation/random.ts";
import { DAY_MS } from "../../src/time/duration.ts";
import { days } from "../../src/time/window.ts";

export const MERCHANTS = 1_000;
export const TOPIC = "transactions";

/** The merchant's seven-day sum. */
export const merchantSum = (name: string): GroupBy => ({
  metaData: { name },
  sources: [
    { events: { topic: TOPIC, query: { selects: { merchant: "merchant", amount: "amount" }, timeColumn: "ts" } } },
  ],
  keyColumns: ["merchant"],
  aggregations: [{ inputColumn: "amount", operation: Operation.SUM, windows: [days(7)] }],
  accuracy: Accuracy.TEMPORAL,
});

export const merchantKey = (number: number): { merchant: string } => ({ merchant: `merchant_${number}` });

/** Transactions of all merchants over some days, in order of time, as JSON lines in parts of at most 50,000. */
export function* transactionLines(fromMs: number, dayCount: number, perMerchantAndDay: number): Generator<string> {
  const random = new Random(1, "transactions");
  const count = dayCount * perMerchantAndDay * MERCHANTS;
  const stepMs = (dayCount * DAY_MS) / count;
  let lines: string[] = [];
  for (let i = 0; i < count; i++) {
    const transaction = {
      ...merchantKey(random.whole(0, MERCHANTS - 1)),
      amount: random.whole(1, 100_000) / 100,
      ts: Math.floor(fromMs + i * stepMs),
    };
    lines.push(JSON.stringify(transaction));
    if (lines.length < 50_000) continue;
    yield lines.join("\n");
    lines = [];
  }
  if (lines.length > 0) yield lines.join("\n");
}
