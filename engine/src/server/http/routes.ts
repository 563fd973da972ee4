import type { EngineHost } from "../engine-host.ts";
import { RequestError, WrongMethod } from "../request-error.ts";
import type { Access } from "./access.ts";
import type { Load } from "./admission.ts";
import { emissionStream } from "./emission-stream.ts";
import { fetchFeatures } from "./feature-routes.ts";
import { deleteGroupBy, getGroupBy, listGroupBys, putGroupBy } from "./group-by-routes.ts";
import { createSavepoint, getJob, lateEvents, listJobs, startJob, stopJob } from "./job-routes.ts";
import { config, health, metrics, ping, ready, serving, stores } from "./probe-routes.ts";
import { closeSession, openSession } from "./session-routes.ts";
import { followTopic } from "./topic-follow.ts";
import { getTopic, topicRecords } from "./topic-record-routes.ts";
import { appendEvents, deleteTopic, putTopic } from "./topic-routes.ts";
import { createUpload, listUploads } from "./upload-routes.ts";

type Answer = Response | Promise<Response>;

export interface Route {
  readonly method: string;
  /** `*` stands for one name, `**` for one that may hold slashes. */
  readonly pattern: string;
  readonly load: Load;
  /** Whoever may reach the server may ask this; it tells nothing of its data. */
  readonly isOpen: boolean;
  readonly answer: (host: EngineHost, parameter: string, request: Request, access: Access) => Answer;
}

function route(
  line: string,
  answer: Route["answer"],
  { load = "answer", isOpen = false }: { readonly load?: Load; readonly isOpen?: boolean } = {},
): Route {
  const [method = "", pattern = ""] = line.split(" ");
  return { method, pattern, load, isOpen, answer };
}

const ROUTES: readonly Route[] = [
  route("GET /ping", ping, { isOpen: true }),
  route("GET /health", health, { isOpen: true }),
  route("GET /ready", ready, { isOpen: true }),
  route("GET /config", config),
  route("GET /metrics", metrics),
  route("GET /api/serving", serving),
  route("GET /api/stores", stores),
  route("POST /api/session", (_host, _none, _request, access) => openSession(access)),
  route("DELETE /api/session", closeSession, { isOpen: true }),
  route("GET /api/group-bys", listGroupBys),
  route("GET /api/group-bys/*", getGroupBy),
  route("PUT /api/group-bys/*", putGroupBy),
  route("DELETE /api/group-bys/*", deleteGroupBy),
  route("GET /api/group-bys/*/uploads", listUploads),
  route("POST /api/group-bys/*/uploads", createUpload),
  route("GET /api/topics/*", getTopic),
  route("PUT /api/topics/*", putTopic),
  route("DELETE /api/topics/*", deleteTopic),
  route("POST /api/topics/*/events", appendEvents, { load: "append" }),
  route("GET /api/topics/*/records", topicRecords),
  route("GET /api/topics/*/follow", followTopic, { load: "stream" }),
  route("GET /api/jobs", listJobs),
  route("POST /api/jobs", (host, _none, request) => startJob(host, request)),
  route("GET /api/jobs/*", getJob),
  route("DELETE /api/jobs/*", stopJob),
  route("POST /api/jobs/*/savepoints", createSavepoint),
  route("GET /api/jobs/*/late", lateEvents),
  route("GET /api/jobs/*/emissions", emissionStream, { load: "stream" }),
  route("POST /v1/features/groupby/**", fetchFeatures),
];

interface Matcher {
  readonly expression: RegExp;
  readonly routes: readonly Route[];
}

const MATCHERS: readonly Matcher[] = [...Map.groupBy(ROUTES, (one) => one.pattern)].map(([pattern, routes]) => ({
  expression: new RegExp(`^${pattern.replace("**", "(.+)").replace(/(?<!\.)\*/, "([^/]+)")}$`),
  routes,
}));

/** The route of a request and the name in its path. Throws 404, 405 and 400. */
export function findRoute(method: string, pathname: string): { readonly route: Route; readonly parameter: string } {
  for (const { expression, routes } of MATCHERS) {
    const match = expression.exec(pathname);
    if (match === null) continue;
    const found = routes.find((one) => one.method === method);
    if (found !== undefined) return { route: found, parameter: decoded(match[1] ?? "") };
    throw new WrongMethod(
      pathname,
      routes.map((one) => one.method),
    );
  }
  throw RequestError.notFound("request/unknown-path", `There is nothing at ${pathname.slice(0, 200)}.`);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw RequestError.badRequest("request/bad-name", `"${name.slice(0, 80)}" is not a well-formed name.`);
  }
}
