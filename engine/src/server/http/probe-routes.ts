import type { EngineHost } from "../engine-host.ts";
import { json } from "./respond.ts";

const READY_WITHIN_MS = 2_000;

const text = (body: string, contentType = "text/plain; charset=utf-8"): Response =>
  new Response(body, { headers: { "content-type": contentType, "cache-control": "no-store" } });

/** As Chronon's service answers it. */
export const ping = (): Response => text("Pong!");

/** The process runs and takes requests. */
export const health = (): Response => json({ status: "ok" });

/** 200 when the stores answer, else 503: whoever balances load should ask another. */
export async function ready(host: EngineHost): Promise<Response> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the stores do not answer")), READY_WITHIN_MS);
  });
  try {
    await Promise.race([host.checkReady(), late]);
    return json({ status: "ready" });
  } catch (error) {
    host.logger.warn("not ready", { error });
    return json({ status: "not ready", errors: ["The stores do not answer."] }, 503);
  } finally {
    clearTimeout(timer);
  }
}

/** How the server is set up; nothing secret. */
export function config(host: EngineHost): Response {
  const { log, store } = host.stores.places;
  return json({ service: "tilescope", log: log.kind, store: store.kind, groupBys: host.catalog.groupBys().length });
}

/** Where the log and the store are, and whether they answer. */
export const stores = async (host: EngineHost): Promise<Response> => json(await host.stores.status());

/** The GroupBys that this process was asked for, with rates and latencies of the last minute. */
export const serving = (host: EngineHost): Response => json({ groupBys: host.features.status() });

/** Prometheus text format. */
export const metrics = async (host: EngineHost): Promise<Response> =>
  text(await host.metrics.text(), host.metrics.contentType);
