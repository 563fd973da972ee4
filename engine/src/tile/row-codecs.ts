import type { Plan } from "../group-by/plan.ts";
import { createRecordCodec, type RecordCodec } from "./record-codec.ts";

/** Columns behind the inputs in the values of mutations: time of the row, and whether it is the row before the change. */
const MUTATION_COLUMNS = [
  { name: "ts", type: "long" },
  { name: "is_before", type: "boolean" },
] as const;

/** Key bytes of the KV store: the key columns, record `Key`. */
export function keyCodec(plan: Pick<Plan, "keySchema">): RecordCodec {
  return createRecordCodec("Key", plan.keySchema);
}

/** Value of an untiled event: the aggregation inputs, record `<cleanName>_INPUT_COLS`. */
export function inputCodec(plan: Pick<Plan, "cleanName" | "inputSchema">): RecordCodec {
  return createRecordCodec(`${plan.cleanName}_INPUT_COLS`, plan.inputSchema);
}

/** Value of an untiled change of an entity: inputs, `ts` and `is_before`, record `<cleanName>_MUTATION_COLS`. */
export function mutationCodec(plan: Pick<Plan, "cleanName" | "inputSchema">): RecordCodec {
  return createRecordCodec(`${plan.cleanName}_MUTATION_COLS`, [...plan.inputSchema, ...MUTATION_COLUMNS]);
}

/** Value of a SNAPSHOT upload: the finalized features, record `<cleanName>_OUTPUT`. */
export function outputCodec(plan: Pick<Plan, "cleanName" | "windowedAggregator">): RecordCodec {
  return createRecordCodec(`${plan.cleanName}_OUTPUT`, plan.windowedAggregator.outputSchema);
}
