import { z } from "zod";
import { TilescopeError } from "../../errors.ts";
import { decodeEvent } from "../../schema/decode-event.ts";
import { type Json, parseJson, stringifyJson } from "../../schema/json.ts";
import type { DataType, Schema } from "../../schema/schema.ts";
import type { EngineHost } from "../engine-host.ts";
import { avroColumns } from "../events/avro-columns.ts";
import { readAvroSchema } from "../events/avro-schema-tree.ts";
import type { EventFormat } from "../events/event-decoder.ts";
import { RequestError } from "../request-error.ts";
import { MAX_DEFINITION_BYTES, MAX_EVENTS_BYTES, readJson, readText } from "./body.ts";
import { json } from "./respond.ts";

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
export async function putTopic(host: EngineHost, topic: string, request: Request): Promise<Response> {
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
export async function deleteTopic(host: EngineHost, topic: string): Promise<Response> {
  checkTopicName(topic);
  await host.catalog.deleteTopic(topic);
  return json({ topic, outcome: "deleted" });
}

interface Rejection {
  readonly index: number;
  readonly reason: string;
}

/** Items of a JSON array, or of JSON lines; a broken line is a rejection, not the end. */
function parseEvents(text: string): { events: { index: number; event: Json }[]; rejected: Rejection[] } {
  const events: { index: number; event: Json }[] = [];
  const rejected: Rejection[] = [];
  if (text.trimStart().startsWith("[")) {
    let array: Json;
    try {
      array = parseJson(text);
    } catch (error) {
      throw RequestError.badRequest("request/bad-json", `The body is not JSON: ${(error as Error).message}`);
    }
    for (const [index, event] of (array as Json[]).entries()) events.push({ index, event });
    return { events, rejected };
  }
  let index = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    try {
      events.push({ index, event: parseJson(line) });
    } catch (error) {
      rejected.push({ index, reason: `Not JSON: ${(error as Error).message}` });
    }
    index++;
  }
  return { events, rejected };
}

/** Appends a JSON array or JSON lines; answers `{appended, rejected: [{index, reason}]}`. What is valid is never lost. */
export async function appendEvents(host: EngineHost, topic: string, request: Request): Promise<Response> {
  checkTopicName(topic);
  if (host.catalog.topicFormat(topic).kind !== "json")
    throw RequestError.conflict(
      "topic/not-json",
      `The events of topic "${topic}" are Avro, so they cannot be appended as JSON. Append them with a client of the log.`,
    );
  const partitionText = new URL(request.url).searchParams.get("partition");
  const text = await readText(request, MAX_EVENTS_BYTES);
  if (text.trim() === "") throw RequestError.badRequest("request/empty", "The body is empty; events were expected.");
  const { events, rejected } = parseEvents(text);
  const schema = host.catalog.topicSchema(topic);
  const values: Uint8Array[] = [];
  const encoder = new TextEncoder();
  for (const { index, event } of events) {
    const reason = refusal(event, schema);
    if (reason !== null) rejected.push({ index, reason });
    else values.push(encoder.encode(exactJson(event)));
  }
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
  rejected.sort((a, b) => a.index - b.index);
  return json({ appended: values.length, rejected });
}

function refusal(event: Json, schema: Schema | null): string | null {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return "Not a JSON object.";
  if (schema === null) return null;
  const decoded = decodeEvent(event, schema);
  return decoded.ok ? null : (decoded.diagnostics[0]?.message ?? "It does not fit the topic's columns.");
}

/** JSON text in which integers beyond 2^53 keep all their digits as numbers. */
function exactJson(event: Json): string {
  if (typeof event === "bigint") return event.toString();
  if (Array.isArray(event)) return `[${event.map(exactJson).join(",")}]`;
  if (typeof event === "object" && event !== null)
    return `{${Object.entries(event)
      .map(([name, value]) => `${JSON.stringify(name)}:${exactJson(value)}`)
      .join(",")}}`;
  return stringifyJson(event);
}
