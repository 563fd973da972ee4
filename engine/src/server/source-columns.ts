import type { Log } from "../ports/log.ts";
import { inferSchema } from "../schema/infer-schema.ts";
import { type Json, parseJson } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";

const SAMPLE = 1_000;

/** Columns of the events that a topic holds by now; `null` while it holds none that is JSON. */
export async function sampleColumns(log: Log, topic: string): Promise<Schema | null> {
  const rows: Json[] = [];
  const partitions = (await log.partitionCount(topic)) ?? 0;
  for (let partition = 0; partition < partitions; partition++)
    for (const record of await log.read(topic, partition, 0, SAMPLE)) {
      try {
        rows.push(parseJson(new TextDecoder().decode(record.value)));
      } catch {
        // Not JSON: the job will count it; it says nothing about columns.
      }
    }
  const { schema } = inferSchema(rows);
  return schema.length === 0 ? null : schema;
}
