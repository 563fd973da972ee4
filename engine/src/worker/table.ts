import { Outcome } from "../runtime/trace.ts";
import type { Json } from "../schema/json.ts";
import { valueToJson } from "../schema/json.ts";
import { describeType } from "../schema/schema.ts";
import { irText } from "./display.ts";
import type { EngineRequests, TablePage } from "./protocol.ts";
import type { Run } from "./run.ts";

const OUTCOME_NAMES = Object.keys(Outcome);
const column = (name: string, type: string) => ({ name, type });

interface Table {
  readonly columns: TablePage["columns"];
  readonly total: number;
  row(i: number): readonly Json[];
}

const finite = (value: number | undefined): Json => (value === undefined || !Number.isFinite(value) ? null : value);

function events(run: Run, steps: ArrayLike<number> | null): Table {
  const { trace, plan } = run;
  return {
    columns: [
      column("step", "int"),
      column("arrival_ms", "long"),
      column("event_ms", "long"),
      column("key", "string"),
      column("outcome", "string"),
      column("watermark_ms", "long"),
      ...plan.sourceSchema.map((field) => column(field.name, describeType(field.type))),
    ],
    total: steps?.length ?? trace.steps,
    row: (i) => {
      const step = steps === null ? i : (steps[i] ?? 0);
      const row = run.recorded.records[step]?.row ?? [];
      return [
        step,
        finite(trace.processingMs[step]),
        finite(trace.eventMs[step]),
        trace.keys[trace.keyIndex[step] ?? -1] ?? null,
        OUTCOME_NAMES[trace.outcome[step] ?? 0] ?? null,
        finite(trace.watermarkMs[step]),
        ...plan.sourceSchema.map((field, c) => valueToJson(field.type, row[c] ?? null)),
      ];
    },
  };
}

function tiles(run: Run): Table {
  const { tiles: columns, keys } = run.trace;
  return {
    columns: [
      column("key", "string"),
      column("start_ms", "long"),
      column("end_ms", "long"),
      column("events", "int"),
      column("closed", "boolean"),
      column("ir", "string"),
    ],
    total: columns.count,
    row: (i) => [
      keys[columns.keyIndex[i] ?? 0] ?? null,
      finite(columns.startMs[i]),
      finite(columns.endMs[i]),
      columns.events[i] ?? 0,
      (columns.closedStep[i] ?? -1) >= 0,
      irText(run.plan, run.tileIrs.first(i, columns.events[i] ?? 0)),
    ],
  };
}

function emissions(run: Run): Table {
  const { writes, tiles: columns, keys } = run.trace;
  return {
    columns: [
      column("written_ms", "long"),
      column("step", "int"),
      column("key", "string"),
      column("start_ms", "long"),
      column("events", "int"),
      column("ir", "string"),
    ],
    total: writes.count,
    row: (i) => {
      const tile = writes.tileIndex[i] ?? 0;
      return [
        finite(writes.processingMs[i]),
        writes.step[i] ?? 0,
        keys[columns.keyIndex[tile] ?? 0] ?? null,
        finite(columns.startMs[tile]),
        writes.events[i] ?? 0,
        irText(run.plan, run.tileIrs.first(tile, writes.events[i] ?? 0)),
      ];
    },
  };
}

function features(run: Run): Table {
  return {
    columns: [
      column("name", "string"),
      column("type", "string"),
      column("window_ms", "long"),
      column("hop_ms", "long"),
    ],
    total: run.summary.features.length,
    row: (i) => {
      const feature = run.summary.features[i];
      return feature === undefined ? [] : [feature.name, feature.type, feature.windowMs, feature.tailHopMs];
    },
  };
}

function tableOf(run: Run, name: EngineRequests["table"]["request"]["table"]): Table {
  switch (name) {
    case "events":
      return events(run, null);
    case "late_events":
      return events(run, run.lateSteps);
    case "tiles":
      return tiles(run);
    case "emissions":
      return emissions(run);
    case "features":
      return features(run);
  }
}

/** Rows `offset` to `offset + limit` of one of the run's tables. */
export function tablePage(run: Run, request: EngineRequests["table"]["request"]): TablePage {
  const table = tableOf(run, request.table);
  const rows: (readonly Json[])[] = [];
  for (let i = request.offset; i < Math.min(table.total, request.offset + request.limit); i++) rows.push(table.row(i));
  return { columns: table.columns, rows, total: table.total };
}
