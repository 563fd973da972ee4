import type { EngineHost } from "../engine-host.ts";
import type { Answer } from "./answer.ts";
import { json } from "./respond.ts";

const READY_WITHIN_MS = 2_000;

const text = (body: string, contentType = "text/plain; charset=utf-8"): Answer => ({
  status: 200,
  headers: { "content-type": contentType, "cache-control": "no-store" },
  body,
});

/** As Chronon's service answers it. */
export const ping = (): Answer => text("Pong!");

/** The process runs and takes requests. */
export const health = (): Answer => json({ status: "ok" });

/** 200 when the stores answer, else 503: whoever balances load should ask another. */
export async function ready(host: EngineHost): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the stores do not answer")), READY_WITHIN_MS);
  });
  try {
    await Promise.race([host.checkReady(), late]);
    return json({ status: "ready" });
  } catch (error) {
    host.logger.warn("not ready", { error });
    const errors = ["The stores do not answer."];
    return json({ status: "not ready", errors, code: "server/not-ready" }, 503, { "retry-after": "1" });
  } finally {
    clearTimeout(timer);
  }
}

/** How the server is set up; nothing secret. */
export function config(host: EngineHost): Answer {
  const { log, store } = host.stores.places;
  return json({ service: "tilescope", log: log.kind, store: store.kind, groupBys: host.catalog.groupBys().length });
}

/** Where the log and the store are, and whether they answer. */
export const stores = async (host: EngineHost): Promise<Answer> => json(await host.stores.status());

/** The GroupBys that this process was asked for, with rates and latencies of the last minute. */
export const serving = (host: EngineHost): Answer => json({ groupBys: host.features.status() });

/** Prometheus text format. */
export const metrics = async (host: EngineHost): Promise<Answer> =>
  text(await host.metrics.text(), host.metrics.contentType);
