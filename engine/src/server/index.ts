export { EngineHost, type HostOptions } from "./engine-host.ts";
export type { HostParts } from "./host-parts.ts";
export { type Access, createAccess } from "./http/access.ts";
export { handleRequest } from "./http/handle-request.ts";
export type { JobRequest } from "./job-desk.ts";
export { openHost } from "./open-host.ts";
export { type ServerSettings, serverSettings } from "./settings.ts";
export { stderrLogger } from "./stderr-logger.ts";
