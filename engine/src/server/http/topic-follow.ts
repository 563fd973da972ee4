import { TilescopeError } from "../../errors.ts";
import { MergedReader } from "../../runtime/merged-reader.ts";
import { stringifyJson } from "../../schema/json.ts";
import type { EngineHost } from "../engine-host.ts";
import { RequestError } from "../request-error.ts";
import type { Answer } from "./answer.ts";
import type { RouteRequest } from "./route-request.ts";
import { recordView, type ShownRecord, shownBytes } from "./shown-record.ts";
import { endOffsets, partitionsOf } from "./topic-record-routes.ts";

const PER_CHUNK = 500;
const MAX_CHUNK_BYTES = 4 << 20;
const HEARTBEAT_MS = 15_000;

/** Where to begin, by partition: given offsets, or so that at most `last` records are before the end. */
async function startOffsets(host: EngineHost, topic: string, request: RouteRequest): Promise<number[]> {
  const partitions = await partitionsOf(host, topic);
  const asked = request.header("last-event-id") ?? request.query.get("offsets");
  if (asked !== null) {
    const offsets = asked.split(",").map(Number);
    if (offsets.length !== partitions || offsets.some((offset) => !Number.isSafeInteger(offset) || offset < 0))
      throw RequestError.badRequest(
        "request/bad-offsets",
        `"${asked.slice(0, 80)}" are no offsets: topic "${topic}" has ${partitions} partitions, write a whole number for each, with commas between.`,
      );
    return offsets;
  }
  const last = request.query.get("last");
  if (last === null) return new Array<number>(partitions).fill(0);
  const most = Number(last);
  if (!Number.isSafeInteger(most) || most < 0)
    throw RequestError.badRequest("request/bad-last", `"${last.slice(0, 40)}" is no number of records.`);
  const ends = await endOffsets(host, topic, partitions);
  const each = Math.floor(most / partitions);
  return ends.map((end) => Math.max(0, end - each));
}

/** Why the topic cannot be followed from here on; null while it can. */
async function whyGone(host: EngineHost, topic: string, offsets: readonly number[]): Promise<string | null> {
  const partitions = await host.parts.log.partitionCount(topic);
  if (partitions === null) return `The topic "${topic}" was deleted.`;
  if (partitions !== offsets.length) return `The topic "${topic}" was made anew.`;
  const ends = await endOffsets(host, topic, partitions);
  return ends.some((end, partition) => end < (offsets[partition] ?? 0)) ? `The topic "${topic}" was made anew.` : null;
}

/** What ends a stream: `gone` means that these offsets lead nowhere, `failed` that the client may ask again. */
function ending(error: unknown): { readonly type: "gone" | "failed"; readonly reason: string } {
  if (error instanceof TilescopeError && /^log\/(no-such-topic|no-such-partition)$/.test(error.code))
    return { type: "gone", reason: "The topic was deleted." };
  if (error instanceof TilescopeError && error.code === "log/offset-gone")
    return { type: "gone", reason: "The log no longer holds the records that come next." };
  return { type: "failed", reason: "The log does not answer now; the server's log says why." };
}

const message = (type: string, data: unknown, id?: string): string =>
  `${id === undefined ? "" : `id: ${id}\n`}event: ${type}\ndata: ${stringifyJson(data as never)}\n\n`;

/** Records as messages, cut where one would be too large. Every id is where the next record of each partition is. */
function* chunksOf(records: readonly ShownRecord[], before: readonly number[]): Generator<string> {
  const offsets = [...before];
  let chunk: ShownRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = shownBytes(record);
    if (chunk.length > 0 && bytes + size > MAX_CHUNK_BYTES) {
      yield message("records", { records: chunk }, offsets.join());
      chunk = [];
      bytes = 0;
    }
    chunk.push(record);
    bytes += size;
    offsets[record.partition] = record.offset + 1;
  }
  yield message("records", { records: chunk }, offsets.join());
}

/**
 * Records of a topic as server-sent events, in the order in which a job takes them: `start` with where it begins, then
 * `records`, first those that are there, then live. `Last-Event-ID` or `?offsets=4,0` goes on from there, `?last=1000`
 * begins so far before the end. `gone` says that the topic has no such place any more. Written only as fast as the
 * client reads.
 */
export async function followTopic(host: EngineHost, topic: string, request: RouteRequest): Promise<Answer> {
  const offsets = await startOffsets(host, topic, request);
  const { log } = host.parts;
  const reader = new MergedReader(log, topic, offsets, PER_CHUNK);
  const show = recordView(host.catalog.topicFormat(topic));
  const encoder = new TextEncoder();
  let wake: () => void = () => undefined;
  let isOpen = true;
  let mayHaveMore = true;
  let waiting: Generator<string> | null = null;
  const unwatch = log.watch(topic, () => {
    mayHaveMore = true;
    wake();
  });
  const end = () => {
    isOpen = false;
    unwatch();
    wake();
  };
  request.onGone(end);

  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, HEARTBEAT_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  /** The next message; null when the client left. */
  const next = async (): Promise<string | null> => {
    while (isOpen) {
      const cut = waiting?.next();
      if (cut !== undefined && !cut.done) return cut.value;
      const before = reader.offsets;
      mayHaveMore = false;
      const { records } = await reader.take(PER_CHUNK);
      if (records.length > 0) {
        waiting = chunksOf(records.map(show), before);
        continue;
      }
      const reason = await whyGone(host, topic, reader.offsets);
      if (reason !== null) {
        end();
        return message("gone", { reason });
      }
      if (mayHaveMore || !isOpen) continue;
      await rest();
      if (!mayHaveMore && isOpen) return ": still here\n\n";
    }
    return null;
  };

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: 1000\n\n${message("start", { topic, offsets })}`));
    },
    async pull(controller) {
      let text: string | null;
      try {
        text = await next();
      } catch (error) {
        const { type, reason } = ending(error);
        if (type === "failed") host.logger.warn("a topic could not be followed", { error, topic });
        end();
        text = message(type, { reason });
      }
      if (text !== null) controller.enqueue(encoder.encode(text));
      if (!isOpen) controller.close();
    },
    cancel: end,
  });
  return {
    status: 200,
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
    body,
  };
}
