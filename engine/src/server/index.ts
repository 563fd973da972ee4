export { EngineHost, type HostOptions, type JobRequest } from "./engine-host.ts";
export type { HostParts } from "./host-parts.ts";
export { handleRequest } from "./http/handle-request.ts";
export { openHost } from "./open-host.ts";
export { type ServerSettings, serverSettings } from "./settings.ts";
