import type { PutRequest } from "../../ports/kv-store.ts";
import type { LogRecord } from "../../ports/log.ts";

/**
 * A put that may be sent again after a crash without another effect. Of a tile, `position` grows with what the job has
 * taken, so that a put that was overtaken on its way replaces nothing newer. An untiled event has its place in the log.
 */
export function repeatablePut(
  request: PutRequest,
  record: LogRecord | null,
  partitions: number,
  position: number,
): PutRequest {
  const isEvent = request.tile === undefined && record !== null;
  return { ...request, version: isEvent ? record.offset * partitions + record.partition : position };
}
