import { expect } from "vitest";
import type { Plan } from "../src/group-by/plan.ts";
import { type ChainOutput, OperatorChain } from "../src/runtime/operator-chain.ts";
import type { Row, Value } from "../src/schema/value.ts";
import type { JobSettings } from "../src/worker/protocol.ts";
import { recordsOf, type Sale } from "./job-fixture.ts";
import { type NaiveEvent, type NaiveJob, naiveTiledJob } from "./naive/tiled-job.ts";

const isValid = ({ customer, price, created }: Sale): boolean =>
  customer !== null && created !== null && (price ?? 0) >= 0;

const naiveEvents = (sales: readonly Sale[]): NaiveEvent[] =>
  sales.map((sale) => ({
    key: sale.customer ?? "",
    timeMs: sale.created ?? 0,
    partition: sale.partition,
    valid: isValid(sale),
  }));

/** The features of a tile of sales, straight from its sales; of FIRST_K, where ties are settled by a heap, the length. */
function featuresOf(sales: readonly Sale[]): Value[] {
  const prices = sales.flatMap((sale) => (sale.price === null ? [] : [sale.price]));
  const flavors = sales.filter((sale) => sale.flavor !== null);
  const byFlavor = new Map<string, number>();
  for (const { flavor, price } of flavors)
    if (flavor !== null && price !== null) byFlavor.set(flavor, (byFlavor.get(flavor) ?? 0) + price);
  const latest = Math.max(...flavors.map((sale) => sale.created ?? 0));
  const last = flavors.find((sale) => sale.created === latest)?.flavor ?? null;
  return [
    prices.length > 0 ? prices.length : null,
    byFlavor.size > 0 ? byFlavor : null,
    prices.length > 0 ? prices.reduce((total, price) => total + price, 0) / prices.length : null,
    last,
    flavors.length > 0 ? Math.min(2, flavors.length) : null,
  ];
}

/** What an output says of its record, in the words of the naive job; nothing where it is of something else. */
function fateOf(output: ChainOutput): NaiveJob["fate"] {
  if (output.kind === "added") return [output.tile.startMs];
  if (output.kind === "late") return ["late"];
  return output.kind === "filtered" || output.kind === "invalid" ? ["skipped"] : [];
}

const measuredFirstK = (values: Row): Row => values.map((value) => (Array.isArray(value) ? value.length : value));

/**
 * Runs sales through the operators and compares with the naive job after every step: what became of the sale, the
 * watermark, which tiles are open and which just closed, and the contents of the tile that changed. For settings under
 * which no partition becomes idle.
 */
export function runAgainstNaive(
  plan: Plan,
  settings: JobSettings & { readonly tileSizeMs: number },
  sales: readonly Sale[],
  partitions: number,
): void {
  const sizeMs = settings.tileSizeMs;
  const naive = naiveTiledJob(naiveEvents(sales), { partitions, boundMs: settings.outOfOrdernessMs, sizeMs });
  const chain = new OperatorChain(plan, settings, partitions);
  const open = new Set<string>();
  for (const [step, record] of recordsOf(sales).entries()) {
    const fates: NaiveJob["fate"][number][] = [];
    const closed: string[] = [];
    chain.push(record, (output) => {
      fates.push(...fateOf(output));
      if (output.kind === "closed") closed.push(`${output.tile.key[0]}@${output.tile.startMs}`);
      if (output.kind !== "added") return;
      const { tile, event } = output;
      const name = `${event.key[0]}@${tile.startMs}`;
      open.add(name);
      const members = (naive.tiles.get(name) ?? []).filter((index) => index <= step).map((index) => sales[index]);
      const expected = featuresOf(members as Sale[]);
      const actual = plan.baseAggregator.finalize(plan.baseAggregator.clone(tile.ir));
      expect(tile.events).toBe(members.length);
      expect(measuredFirstK(actual)).toEqual(expected);
    });
    expect(fates).toEqual([naive.fate[step]]);
    expect(chain.watermarkMs).toBe(naive.watermarkMs[step]);
    const due = [...open].filter((name) => naive.closedBy.get(name) === step);
    expect(closed.toSorted()).toEqual(due.toSorted());
    for (const name of closed) open.delete(name);
    expect(chain.openTiles).toBe(open.size);
  }
}
