import { answerRequest } from "../server/http/handle-request.ts";
import { type HttpServer, startHttpServer } from "../server/http/http-server.ts";
import type { RouteTable } from "../server/http/route-table.ts";
import type { Access, EngineHost, ServerSettings } from "../server/index.ts";

export interface Listening extends HttpServer {
  readonly url: string;
}

/** Answers for a host on the address of the settings. Throws `server/cannot-listen`. */
export async function listen(
  host: EngineHost,
  settings: ServerSettings,
  access: Access,
  routes: RouteTable,
): Promise<Listening> {
  const server = await startHttpServer({
    host: settings.host,
    port: settings.port,
    answer: (request) => answerRequest(host, request, access, routes),
  });
  const name = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
  return { ...server, url: `http://${name}:${server.port}` };
}
