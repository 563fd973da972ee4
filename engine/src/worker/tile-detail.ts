import { TilescopeError } from "../errors.ts";
import { hexFromBytes } from "../schema/json.ts";
import type { EngineRequests, TileDetail } from "./protocol.ts";
import type { Run } from "./run.ts";
import { tileView } from "./state.ts";

/** One tile as of a step: its IR, its bytes as the store holds them, its writes, when it closed. */
export function tileDetail(run: Run, request: EngineRequests["tile"]["request"]): TileDetail {
  const { tileIndex, step } = request;
  const { trace, plan } = run;
  const view = tileView(run, tileIndex, step);
  if (view === null) throw new TilescopeError("worker/unknown-tile", "The tile holds no event yet at this moment.");
  const eventSteps = [...run.history.tileSteps(tileIndex)].filter((eventStep) => eventStep <= step);
  const writes = [...run.history.tileWrites(tileIndex)]
    .map((write) => ({ step: trace.writes.step[write] ?? 0, processingMs: trace.writes.processingMs[write] ?? 0 }))
    .filter((write) => write.step <= step);
  const closedStep = trace.tiles.closedStep[tileIndex] ?? -1;
  const closed = closedStep >= 0 && closedStep <= step;
  const ir = run.tileIrs.first(tileIndex, view.events);
  const key = run.history.select(eventSteps[0] ?? 0).key;
  return {
    ...view,
    key: trace.keys[trace.tiles.keyIndex[tileIndex] ?? 0] ?? "",
    columns: plan.baseAggregator.columns.map((column) => column.name),
    avroHex: hexFromBytes(run.codecs.tile.encode(plan.baseAggregator.normalize(ir), closed)),
    keyHex: hexFromBytes(run.codecs.key.encode(key)),
    writes,
    closedAtMs: closed ? (trace.processingMs[closedStep] ?? null) : null,
    closedAtWatermarkMs: closed ? (trace.watermarkMs[closedStep] ?? null) : null,
    eventSteps,
  };
}
