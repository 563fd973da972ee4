import type { EngineHost } from "../engine-host.ts";
import { RequestError, WrongMethod } from "../request-error.ts";
import type { Access } from "./access.ts";
import type { Load } from "./admission.ts";
import type { Answer } from "./answer.ts";
import { MAX_NAME_LENGTH } from "./limits.ts";
import type { RouteRequest } from "./route-request.ts";

export interface Route {
  readonly method: string;
  /** `*` stands for one name, `**` for one that may hold slashes. */
  readonly pattern: string;
  readonly load: Load;
  /** Whoever may reach the server may ask this; it tells nothing of its data. */
  readonly isOpen: boolean;
  readonly answer: (
    host: EngineHost,
    parameter: string,
    request: RouteRequest,
    access: Access,
  ) => Answer | Promise<Answer>;
}

/** What a server answers. */
export interface RouteTable {
  /** The route of a request and the name in its path, decoded. Throws 404, 405 and 400. */
  find(method: string, pathname: string): { readonly route: Route; readonly parameter: string };
}

/** A route by its line, `GET /api/jobs/*`. */
export function route(
  line: string,
  answer: Route["answer"],
  { load = "answer", isOpen = false }: { readonly load?: Load; readonly isOpen?: boolean } = {},
): Route {
  const [method = "", pattern = ""] = line.split(" ");
  return { method, pattern, load, isOpen, answer };
}

export function createRouteTable(routes: readonly Route[]): RouteTable {
  const matchers = [...Map.groupBy(routes, (one) => one.pattern)].map(([pattern, group]) => ({
    expression: new RegExp(`^${pattern.replace("**", "(.+)").replace(/(?<!\.)\*/, "([^/]+)")}$`),
    group,
  }));
  return {
    find(method, pathname) {
      for (const { expression, group } of matchers) {
        const match = expression.exec(pathname);
        if (match === null) continue;
        const found = group.find((one) => answersTo(one, method));
        if (found !== undefined) return { route: found, parameter: nameOf(match[1] ?? "") };
        throw new WrongMethod(
          pathname,
          group.map((one) => one.method),
        );
      }
      throw RequestError.notFound("request/unknown-path", `There is nothing at ${pathname.slice(0, 200)}.`);
    },
  };
}

/** A route of GET answers HEAD too, unless its answer has no end. */
function answersTo({ method, load }: Route, asked: string): boolean {
  return asked === method || (asked === "HEAD" && method === "GET" && load !== "stream");
}

const CONTROL = /\p{Cc}/u;

function nameOf(encoded: string): string {
  const refuse = (why: string) =>
    RequestError.badRequest("request/bad-name", `"${encoded.slice(0, 80)}" is not a usable name: ${why}.`);
  let name: string;
  try {
    name = decodeURIComponent(encoded);
  } catch {
    throw refuse("its percent signs do not spell UTF-8");
  }
  if (name.length > MAX_NAME_LENGTH) throw refuse(`it has more than ${MAX_NAME_LENGTH} characters`);
  if (CONTROL.test(name)) throw refuse("it has control characters");
  return name;
}
