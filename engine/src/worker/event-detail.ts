import { TilescopeError } from "../errors.ts";
import type { Emission } from "../operators/emission.ts";
import { restoreAt } from "../runtime/restore-at.ts";
import { Outcome } from "../runtime/trace.ts";
import { hexFromBytes, type Json, valueToJson } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import { formatDuration } from "../time/duration.ts";
import { irText } from "./display.ts";
import type { EngineRequests, EventDetail } from "./protocol.ts";
import type { Run } from "./run.ts";

const OUTCOMES = Object.keys(Outcome) as EventDetail["outcome"][];

function named(schema: Schema, row: Row): Record<string, Json> {
  return Object.fromEntries(schema.map((field, i) => [field.name, valueToJson(field.type, row[i] ?? null)]));
}

function reasonOf(emissions: readonly Emission[]): string | null {
  for (const emission of emissions) {
    if (emission.kind === "late") {
      const by = emission.watermarkMs - (emission.endMs - 1);
      return `The watermark had passed the end of its tile by ${formatDuration(by)}: it went to the side output of late events and into no tile.`;
    }
    if (emission.kind === "filtered") return "A where clause left it out.";
    if (emission.kind === "invalid") return emission.reason;
  }
  return null;
}

/** One event in each of its forms: the pipeline as it was just before is restored, and takes the event again. */
export function eventDetail(run: Run, request: EngineRequests["event"]["request"]): EventDetail {
  const { step } = request;
  const record = run.recorded.records[step];
  if (record === undefined) throw new TilescopeError("worker/unknown-event", `The stream has no event ${step}.`);
  const pipeline = restoreAt(run.recorded, step - 1);
  const emissions: Emission[] = [];
  pipeline.push(record, (emission) => emissions.push(emission));
  const tileIndex = run.trace.tileIndex[step] ?? -1;
  const put = emissions.findLast((emission) => emission.kind === "put");
  const outcome = OUTCOMES[run.trace.outcome[step] ?? 0] ?? "invalid";
  const selected = outcome === "filtered" || outcome === "invalid" ? null : run.history.select(step);
  const held = tileIndex < 0 ? 0 : run.tileIrs.eventsAt(tileIndex, step);
  return {
    step,
    raw: named(run.plan.sourceSchema, record.row),
    selected:
      selected === null
        ? null
        : { ...named(run.plan.keySchema, selected.key), ...named(run.plan.inputSchema, selected.inputs) },
    eventMs: selected?.timeMs ?? null,
    processingMs: record.processingMs,
    outcome,
    reason: reasonOf(emissions),
    tile:
      tileIndex < 0
        ? null
        : {
            tileIndex,
            irBefore: held > 1 ? irText(run.plan, run.tileIrs.first(tileIndex, held - 1)) : null,
            irAfter: irText(run.plan, run.tileIrs.first(tileIndex, held)),
          },
    avroHex: put?.kind === "put" ? hexFromBytes(put.request.valueBytes) : null,
    put:
      put?.kind === "put"
        ? { dataset: put.request.dataset, keyHex: hexFromBytes(put.request.keyBytes), tsMillis: put.request.tsMillis }
        : null,
  };
}
