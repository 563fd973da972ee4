import type { EngineHost } from "../engine-host.ts";
import { RequestError } from "../request-error.ts";
import { emissionStream } from "./emission-stream.ts";
import { fetchFeatures } from "./feature-routes.ts";
import { deleteGroupBy, getGroupBy, listGroupBys, putGroupBy } from "./group-by-routes.ts";
import { guard } from "./guard.ts";
import { createSavepoint, getJob, listJobs, startJob, stopJob } from "./job-routes.ts";
import { errorResponse, json } from "./respond.ts";
import { appendEvents, deleteTopic, putTopic } from "./topic-routes.ts";

type Answer = Response | Promise<Response>;
type Route = (host: EngineHost, parameter: string, request: Request) => Answer;

/** Method and path, `*` standing for one name. */
const ROUTES: Readonly<Record<string, Route>> = {
  "GET /api/group-bys": (host) => listGroupBys(host),
  "GET /api/group-bys/*": (host, name) => getGroupBy(host, name),
  "PUT /api/group-bys/*": (host, name, request) => putGroupBy(host, name, request),
  "DELETE /api/group-bys/*": (host, name) => deleteGroupBy(host, name),
  "PUT /api/topics/*": (host, topic, request) => putTopic(host, topic, request),
  "DELETE /api/topics/*": (host, topic) => deleteTopic(host, topic),
  "POST /api/topics/*/events": (host, topic, request) => appendEvents(host, topic, request),
  "GET /api/jobs": (host) => listJobs(host),
  "POST /api/jobs": (host, _none, request) => startJob(host, request),
  "GET /api/jobs/*": (host, id) => getJob(host, id),
  "DELETE /api/jobs/*": (host, id) => stopJob(host, id),
  "POST /api/jobs/*/savepoints": (host, id, request) => createSavepoint(host, id, request),
  "GET /api/jobs/*/emissions": (host, id, request) => emissionStream(host, id, request),
  "POST /v1/features/groupby/*": (host, name, request) => fetchFeatures(host, name, request),
};

const METHODS = ["GET", "PUT", "POST", "DELETE"];

/** Paths with a name in them; the name may hold encoded slashes. */
const NAMED = [
  [/^\/api\/group-bys\/([^/]+)$/, "/api/group-bys/*"],
  [/^\/api\/topics\/([^/]+)$/, "/api/topics/*"],
  [/^\/api\/topics\/([^/]+)\/events$/, "/api/topics/*/events"],
  [/^\/api\/jobs\/([^/]+)$/, "/api/jobs/*"],
  [/^\/api\/jobs\/([^/]+)\/emissions$/, "/api/jobs/*/emissions"],
  [/^\/api\/jobs\/([^/]+)\/savepoints$/, "/api/jobs/*/savepoints"],
  [/^\/v1\/features\/groupby\/(.+)$/, "/v1/features/groupby/*"],
] as const;

function patternOf(pathname: string): { pattern: string; parameter: string } {
  for (const [expression, pattern] of NAMED) {
    const name = expression.exec(pathname)?.[1];
    if (name === undefined) continue;
    try {
      return { pattern, parameter: decodeURIComponent(name) };
    } catch {
      throw RequestError.badRequest("request/bad-name", `"${name.slice(0, 80)}" is not a well-formed name.`);
    }
  }
  return { pattern: pathname, parameter: "" };
}

/** One handler for every route, of web-standard requests; mounted in the studio's routes and in a lean server. Never rejects. */
export async function handleRequest(host: EngineHost, request: Request, ownHost: string): Promise<Response> {
  try {
    guard(request, ownHost);
    const { pathname } = new URL(request.url);
    const { pattern, parameter } = patternOf(pathname);
    const route = ROUTES[`${request.method} ${pattern}`];
    if (route !== undefined) return await route(host, parameter, request);
    const allowed = METHODS.filter((method) => ROUTES[`${method} ${pattern}`] !== undefined);
    if (allowed.length > 0) {
      const response = json({ errors: [`${pathname} takes ${allowed.join(", ")}.`], code: "request/bad-method" }, 405);
      response.headers.set("allow", allowed.join(", "));
      return response;
    }
    throw RequestError.notFound("request/unknown-path", `There is nothing at ${pathname}.`);
  } catch (error) {
    return errorResponse(error);
  }
}
