import type { EngineHost } from "../engine-host.ts";
import type { Access } from "./access.ts";
import { Admission, type Load } from "./admission.ts";
import { guardOrigin, guardToken } from "./guard.ts";
import { errorResponse } from "./respond.ts";
import { findRoute } from "./routes.ts";

const admissions = new WeakMap<EngineHost, Admission>();

function admissionOf(host: EngineHost): Admission {
  const admission = admissions.get(host) ?? new Admission();
  admissions.set(host, admission);
  return admission;
}

/** One handler for every route, of web-standard requests; mounted in the studio's routes and in a lean server. Never rejects. */
export async function handleRequest(host: EngineHost, request: Request, access: Access): Promise<Response> {
  const startedMs = performance.now();
  let pattern = "unknown";
  let response: Response;
  try {
    guardOrigin(request.headers, access);
    const { route, parameter } = findRoute(request.method, new URL(request.url).pathname);
    pattern = route.pattern;
    if (!route.isOpen) guardToken(request.headers, access);
    const leave = admissionOf(host).enter(route.load);
    try {
      response = await route.answer(host, parameter, request, access);
    } catch (error) {
      leave();
      throw error;
    }
    leaveWhenDone(route.load, request, leave);
  } catch (error) {
    response = errorResponse(error, host.logger, pattern);
  }
  host.metrics.requested(request.method, pattern, response.status, performance.now() - startedMs);
  return response;
}

/** A stream is under way until its client goes; other answers are done once they are made. */
function leaveWhenDone(load: Load, request: Request, leave: () => void): void {
  if (load !== "stream") leave();
  else if (request.signal.aborted) leave();
  else request.signal.addEventListener("abort", leave, { once: true });
}
