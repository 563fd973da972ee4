export { EngineHost, type HostParts } from "./engine-host.ts";
export { handleRequest } from "./http/handle-request.ts";
export { openHost } from "./open-host.ts";
export { type ServerSettings, serverSettings } from "./settings.ts";
