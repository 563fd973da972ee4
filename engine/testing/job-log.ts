import type { Plan } from "../src/group-by/plan.ts";
import type { SourceRecord } from "../src/operators/emission.ts";
import type { ChainOutput, OperatorChain } from "../src/runtime/operator-chain.ts";

/** An output as plain data, so that logs can be compared after the tiles and events in them have gone on. */
function plainOutput(plan: Plan, live: ChainOutput): unknown {
  const output = "event" in live ? { ...live, event: { ...live.event } } : live;
  if (output.kind !== "added" && output.kind !== "fired" && output.kind !== "closed") return output;
  const { serial, key, startMs, endMs, events, latestMs, timerMs } = output.tile;
  const ir = plan.baseAggregator.normalize(output.tile.ir);
  return { ...output, tile: { serial, key, startMs, endMs, events, latestMs, timerMs, ir: structuredClone(ir) } };
}

/** Pushes records and returns everything that came out, one list for each record. */
export function runLogged(plan: Plan, chain: OperatorChain, records: readonly SourceRecord[]): unknown[][] {
  return records.map((record) => {
    const outputs: unknown[] = [];
    chain.push(record, (output) => outputs.push(plainOutput(plan, output)));
    return outputs;
  });
}
