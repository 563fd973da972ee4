import { z } from "zod";
import { TilescopeError } from "../../errors.ts";
import type { LogRecord } from "../../ports/log.ts";
import type { EngineHost } from "../engine-host.ts";
import { RequestError } from "../request-error.ts";
import type { Answer } from "./answer.ts";
import { json } from "./respond.ts";
import type { RouteRequest } from "./route-request.ts";
import { recordView, type ShownRecord, shownBytes } from "./shown-record.ts";
import { checkTopicName } from "./topic-routes.ts";

/** A page holds no more than this, but always one record. */
const MAX_PAGE_BYTES = 4 << 20;
/** Records read at once, so that large ones do not fill the memory. */
const PER_READ = 100;

const wholeNumber = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const pageShape = z.strictObject({
  partition: wholeNumber.default(0),
  from: wholeNumber.default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(1_000),
});

/** Partitions of a topic. Throws 400 for what is no name, 404 for what is not there. */
export async function partitionsOf(host: EngineHost, topic: string): Promise<number> {
  checkTopicName(topic);
  const partitions = await host.parts.log.partitionCount(topic);
  if (partitions === null) throw RequestError.notFound("topic/unknown", `There is no topic "${topic}".`);
  return partitions;
}

export function endOffsets(host: EngineHost, topic: string, partitions: number): Promise<number[]> {
  const { log } = host.parts;
  return Promise.all(Array.from({ length: partitions }, (_, partition) => log.endOffset(topic, partition)));
}

/** A topic: where each partition ends, the columns that were declared, the format of its events. */
export async function getTopic(host: EngineHost, topic: string): Promise<Answer> {
  const ends = await endOffsets(host, topic, await partitionsOf(host, topic));
  return json({
    topic,
    partitions: ends.map((endOffset, partition) => ({ partition, endOffset })),
    schema: host.catalog.topicSchema(topic),
    format: host.catalog.topicFormat(topic).kind,
  });
}

/**
 * Records of one partition from an offset on: `?partition=0&from=0&limit=1000`. `nextOffset` is where the next page
 * begins; at `endOffset` there is nothing yet. From 0 a log that lets records expire begins at the oldest it holds; an
 * expired offset is answered with 410.
 */
export async function topicRecords(host: EngineHost, topic: string, request: RouteRequest): Promise<Answer> {
  const parsed = pageShape.safeParse(Object.fromEntries(request.query));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw RequestError.badRequest(
      "request/bad-page",
      `${issue?.path.join(".") || "The page"} is not as it should be: ${issue?.message ?? "unknown"}. partition and from are whole numbers, limit is 1 to 1000.`,
    );
  }
  const { partition, from, limit } = parsed.data;
  const partitions = await partitionsOf(host, topic);
  if (partition >= partitions)
    throw RequestError.badRequest("topic/bad-partition", `partition must be a number from 0 to ${partitions - 1}.`);
  const endOffset = await host.parts.log.endOffset(topic, partition);
  if (from > endOffset)
    throw RequestError.badRequest(
      "topic/bad-offset",
      `Partition ${partition} of topic "${topic}" ends at ${endOffset}; ${from} is behind that.`,
    );
  const show = recordView(host.catalog.topicFormat(topic));
  const records: ShownRecord[] = [];
  let bytes = 0;
  let nextOffset = from;
  while (records.length < limit && bytes < MAX_PAGE_BYTES) {
    const read = await readFrom(host, topic, partition, nextOffset, Math.min(PER_READ, limit - records.length));
    if (read.length === 0) break;
    for (const record of read) {
      const shown = show(record);
      bytes += shownBytes(shown);
      if (records.length > 0 && bytes > MAX_PAGE_BYTES) break;
      records.push(shown);
      nextOffset = record.offset + 1;
    }
  }
  return json({ records, nextOffset, endOffset });
}

async function readFrom(
  host: EngineHost,
  topic: string,
  partition: number,
  from: number,
  limit: number,
): Promise<LogRecord[]> {
  try {
    return await host.parts.log.read(topic, partition, from, limit);
  } catch (error) {
    if (!(error instanceof TilescopeError && error.code === "log/offset-gone")) throw error;
    throw new RequestError(
      410,
      "topic/records-gone",
      `Partition ${partition} of topic "${topic}" no longer holds offset ${from}. Ask from 0: it begins at the oldest that is there.`,
    );
  }
}
