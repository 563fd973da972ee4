import { validateGroupBy } from "../../group-by/validate-group-by.ts";
import type { EngineHost } from "../engine-host.ts";
import { RequestError } from "../request-error.ts";
import type { Answer } from "./answer.ts";
import { readJson } from "./body.ts";
import { MAX_DEFINITION_BYTES } from "./limits.ts";
import { json } from "./respond.ts";
import type { RouteRequest } from "./route-request.ts";

export function listGroupBys(host: EngineHost): Answer {
  return json({ groupBys: host.catalog.groupBys() });
}

export function getGroupBy(host: EngineHost, name: string): Answer {
  return json(host.catalog.groupBy(name));
}

/** Stores a definition in Chronon's compiled JSON; 422 with diagnostics when it is not valid. */
export async function putGroupBy(host: EngineHost, name: string, request: RouteRequest): Promise<Answer> {
  const body = await readJson(request, MAX_DEFINITION_BYTES);
  const checked = validateGroupBy(body);
  if (!checked.ok) throw RequestError.diagnostics("group-by/invalid", checked.diagnostics);
  const own = checked.value.metaData?.name;
  if (own !== undefined && own !== name)
    throw RequestError.unprocessable(
      "group-by/other-name",
      `The definition is named "${own}" but the address says "${name}". Use one name for both.`,
    );
  const definition = { ...checked.value, metaData: { ...checked.value.metaData, name } };
  const outcome = await host.catalog.putGroupBy(name, definition);
  return json({ name, outcome, warnings: checked.warnings }, outcome === "created" ? 201 : 200);
}

export async function deleteGroupBy(host: EngineHost, name: string): Promise<Answer> {
  await host.catalog.deleteGroupBy(name);
  return json({ name, outcome: "deleted" });
}
