import { restoreAt } from "../runtime/restore-at.ts";
import { irStored, irText } from "./display.ts";
import { groupOf } from "./grouped.ts";
import type { EngineRequests, StateView, TileView } from "./protocol.ts";
import type { Run } from "./run.ts";

/** A tile as of a step; null when it had no event yet. */
export function tileView(run: Run, tileIndex: number, step: number): TileView | null {
  const { tiles } = run.trace;
  const events = run.tileIrs.eventsAt(tileIndex, step);
  if (events === 0) return null;
  const ir = run.tileIrs.first(tileIndex, events);
  const closedStep = tiles.closedStep[tileIndex] ?? -1;
  return {
    tileIndex,
    startMs: tiles.startMs[tileIndex] ?? 0,
    endMs: tiles.endMs[tileIndex] ?? 0,
    events,
    open: closedStep < 0 || closedStep > step,
    ir: irStored(run.plan, ir),
    irText: irText(run.plan, ir),
  };
}

/** Pipeline state as of a step: watermarks from the nearest checkpoint plus replay, tiles of the asked key. */
export function stateAt(run: Run, request: EngineRequests["state"]["request"]): StateView {
  const pipeline = restoreAt(run.recorded, request.step);
  const { watermarkMs, partitions } = pipeline.watermarks();
  const tiles: TileView[] = [];
  for (const tileIndex of groupOf(run.tilesByKey, request.keyIndex)) {
    const view = tileView(run, tileIndex, request.step);
    if (view !== null) tiles.push(view);
  }
  tiles.sort((a, b) => a.startMs - b.startMs);
  return { step: request.step, watermarkMs, partitions, openTiles: pipeline.openTiles(), tiles };
}
