import { emissionStream } from "./emission-stream.ts";
import { fetchFeatures } from "./feature-routes.ts";
import { deleteGroupBy, getGroupBy, listGroupBys, putGroupBy } from "./group-by-routes.ts";
import { createSavepoint, getJob, lateEvents, listJobs, startJob, stopJob } from "./job-routes.ts";
import { config, health, metrics, ping, ready, serving, stores } from "./probe-routes.ts";
import { createRouteTable, type Route, route } from "./route-table.ts";
import { closeSession, openSession } from "./session-routes.ts";
import { followTopic } from "./topic-follow.ts";
import { getTopic, topicRecords } from "./topic-record-routes.ts";
import { appendEvents, deleteTopic, putTopic } from "./topic-routes.ts";
import { createUpload, listUploads } from "./upload-routes.ts";

const PROBES: readonly Route[] = [
  route("GET /ping", ping, { isOpen: true }),
  route("GET /health", health, { isOpen: true }),
  route("GET /ready", ready, { isOpen: true }),
  route("GET /metrics", metrics),
];

const ROUTES: readonly Route[] = [
  ...PROBES,
  route("GET /config", config),
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

/** All that a server answers. */
export const serverRoutes = createRouteTable(ROUTES);

/** What a worker answers about itself. */
export const probeRoutes = createRouteTable(PROBES);
