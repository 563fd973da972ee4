import type { EngineHost } from "../engine-host.ts";
import type { Access } from "./access.ts";
import { Admission, type Load } from "./admission.ts";
import type { Answer } from "./answer.ts";
import { guardOrigin, guardToken } from "./guard.ts";
import { errorAnswer } from "./respond.ts";
import type { RouteRequest } from "./route-request.ts";
import type { RouteTable } from "./route-table.ts";
import { serverRoutes } from "./routes.ts";
import { fromWebRequest, toWebResponse } from "./web-request.ts";

const admissions = new WeakMap<EngineHost, Admission>();

function admissionOf(host: EngineHost): Admission {
  const admission = admissions.get(host) ?? new Admission();
  admissions.set(host, admission);
  return admission;
}

/** Answers a web-standard request, as the studio's routes receive it. Never rejects. */
export async function handleRequest(host: EngineHost, request: Request, access: Access): Promise<Response> {
  return toWebResponse(await answerRequest(host, fromWebRequest(request), access));
}

/** One handler for every route, whichever server received the request. Never rejects. */
export async function answerRequest(
  host: EngineHost,
  request: RouteRequest,
  access: Access,
  routes: RouteTable = serverRoutes,
): Promise<Answer> {
  const startedMs = performance.now();
  let pattern = "unknown";
  let answer: Answer;
  try {
    guardOrigin(request.header, access);
    const { route, parameter } = routes.find(request.method, request.pathname);
    pattern = route.pattern;
    if (!route.isOpen) guardToken(request.header, access);
    const leave = admissionOf(host).enter(route.load);
    try {
      answer = await route.answer(host, parameter, request, access);
    } catch (error) {
      leave();
      throw error;
    }
    leaveWhenDone(route.load, request, leave);
  } catch (error) {
    answer = errorAnswer(error, host.logger, pattern);
  }
  host.metrics.requested(request.method, pattern, answer.status, performance.now() - startedMs);
  return answer;
}

/** A stream is under way until its client goes; other answers are done once they are made. */
function leaveWhenDone(load: Load, request: RouteRequest, leave: () => void): void {
  if (load === "stream") request.onGone(leave);
  else leave();
}
