import { z } from "zod";
import { TilescopeError } from "../../errors.ts";
import type { DataType, Schema } from "../../schema/schema.ts";
import type { EngineHost } from "../engine-host.ts";
import { avroColumns } from "../events/avro-columns.ts";
import { readAvroSchema } from "../events/avro-schema-tree.ts";
import type { EventFormat } from "../events/event-decoder.ts";
import { RequestError } from "../request-error.ts";
import type { Answer } from "./answer.ts";
import { readJson, readText } from "./body.ts";
import { MAX_DEFINITION_BYTES, MAX_EVENTS_BYTES } from "./limits.ts";
import { json } from "./respond.ts";
import type { RouteRequest } from "./route-request.ts";
import { readSentEvents } from "./sent-events.ts";

const SCALARS = [
  "boolean",
  "byte",
  "short",
  "int",
  "long",
  "float",
  "double",
  "string",
  "binary",
  "date",
  "timestamp",
] as const;
const dataType: z.ZodType<DataType> = z.lazy(() =>
  z.union([
    z.enum(SCALARS),
    z.strictObject({ list: dataType }),
    z.strictObject({ map: dataType }),
    z.strictObject({ struct: z.string(), fields: z.array(z.strictObject({ name: z.string(), type: dataType })) }),
  ]),
);
export const schemaShape: z.ZodType<Schema> = z
  .array(z.strictObject({ name: z.string().min(1), type: dataType }))
  .min(1)
  .refine((fields) => new Set(fields.map((field) => field.name)).size === fields.length, "column names must differ");

const topicShape = z.strictObject({
  partitions: z.number().int().min(1).max(64).default(1),
  schema: schemaShape.optional(),
  avro: z.strictObject({ writerSchema: z.json(), framing: z.enum(["none", "registry"]).default("none") }).optional(),
});

const TOPIC_NAME = /^[A-Za-z0-9._-]{1,200}$/;

export function checkTopicName(topic: string): void {
  if (!TOPIC_NAME.test(topic))
    throw RequestError.badRequest(
      "topic/bad-name",
      `"${topic.slice(0, 80)}" is no topic name: use letters, digits, ".", "_" and "-", at most 200.`,
    );
}

/** What zod found, in one sentence with the place. */
export function shapeError(error: z.ZodError): RequestError {
  const [issue] = error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "The body" : `"${issue.path.join(".")}"`;
  return new RequestError(
    422,
    "request/invalid",
    `${place} is not as it should be: ${issue?.message ?? "unknown"}`,
    error.issues.map((found) => ({
      code: "request/invalid" as const,
      severity: "error" as const,
      message: found.message,
      path: found.path.map((part) => (typeof part === "symbol" ? String(part) : part)),
    })),
  );
}

/**
 * Declares a topic: its partitions, its columns, so that events are checked when they come, and the schema of their writers
 * when they are Avro, which tells the columns too.
 */
export async function putTopic(host: EngineHost, topic: string, request: RouteRequest): Promise<Answer> {
  checkTopicName(topic);
  const parsed = topicShape.safeParse(await readJson(request, MAX_DEFINITION_BYTES));
  if (!parsed.success) throw shapeError(parsed.error);
  const { partitions, avro } = parsed.data;
  const format: EventFormat | null = avro === undefined ? null : { kind: "avro", ...avro };
  await host.catalog.putTopic(topic, partitions, parsed.data.schema ?? columnsOf(format), format);
  return json({
    topic,
    partitions,
    schema: host.catalog.topicSchema(topic),
    format: host.catalog.topicFormat(topic).kind,
  });
}

/** Columns that a schema of Avro tells; null for other formats. Throws 422 for what is no schema. */
function columnsOf(format: EventFormat | null): Schema | null {
  if (format?.kind !== "avro") return null;
  try {
    return avroColumns(readAvroSchema(format.writerSchema));
  } catch (error) {
    if (!(error instanceof TilescopeError)) throw error;
    throw RequestError.unprocessable("topic/bad-avro-schema", error.message);
  }
}

/** Forgets a topic with its events; refused while a job reads it. */
export async function deleteTopic(host: EngineHost, topic: string): Promise<Answer> {
  checkTopicName(topic);
  await host.catalog.deleteTopic(topic);
  return json({ topic, outcome: "deleted" });
}

/** Appends a JSON array or JSON lines; answers `{appended, rejected: [{index, reason}]}`. What is valid is never lost. */
export async function appendEvents(host: EngineHost, topic: string, request: RouteRequest): Promise<Answer> {
  checkTopicName(topic);
  if (host.catalog.topicFormat(topic).kind !== "json")
    throw RequestError.conflict(
      "topic/not-json",
      `The events of topic "${topic}" are Avro, so they cannot be appended as JSON. Append them with a client of the log.`,
    );
  const partitionText = request.query.get("partition");
  const text = await readText(request, MAX_EVENTS_BYTES);
  if (text.trim() === "") throw RequestError.badRequest("request/empty", "The body is empty; events were expected.");
  const { values, rejected } = readSentEvents(text, host.catalog.topicSchema(topic));
  const { log } = host.parts;
  if ((await log.partitionCount(topic)) === null) await log.createTopic(topic, 1);
  const partitions = (await log.partitionCount(topic)) ?? 1;
  const partition = partitionText === null ? undefined : Number(partitionText);
  if (partition !== undefined && !(Number.isInteger(partition) && partition >= 0 && partition < partitions))
    throw RequestError.badRequest("topic/bad-partition", `partition must be a number from 0 to ${partitions - 1}.`);
  if (values.length > 0)
    await log.append(
      topic,
      values.map((value) => ({ key: null, value, ...(partition !== undefined && { partition }) })),
    );
  return json({ appended: values.length, rejected });
}
