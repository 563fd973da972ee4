import type { SourceRecord } from "../operators/emission.ts";
import { pipelineOf } from "./create-pipeline.ts";
import { OperatorChain } from "./operator-chain.ts";
import type { Pipeline, PipelineState } from "./pipeline.ts";
import type { RecordedRun } from "./trace-recorder.ts";

/** Index of the last checkpoint at or before `step`. */
function checkpointBefore(steps: Int32Array, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] ?? 0) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The pipeline of a recorded run as it was after `step` (-1: before the first): the nearest checkpoint before, and the
 * records since replayed. It can go on from there without touching the recording.
 */
export function restoreAt(run: RecordedRun, step: number): Pipeline {
  const chain = new OperatorChain(run.plan, run.settings, run.partitions);
  const next = Math.min(Math.max(step + 1, 0), run.trace.steps);
  const index = checkpointBefore(run.trace.checkpointSteps, next);
  if (index >= 0) chain.restore(run.checkpoints[index] as PipelineState);
  for (let i = run.trace.checkpointSteps[index] ?? 0; i < next; i++)
    chain.push(run.records[i] as SourceRecord, () => {});
  return pipelineOf(chain);
}
