import type { GroupBy } from "../group-by/group-by.ts";
import type { View } from "../notebook/view.ts";
import type { Json } from "../schema/json.ts";
import type { StreamDefinition } from "../simulation/stream.ts";
import type { ExportedValue } from "./sandbox-protocol.ts";

/** What a cell is for, by the value that it exports. */
export type CellRole = "definition" | "stream" | "timeline" | "compare" | "expect" | "fetch" | "code";

export interface NamedDefinition {
  readonly name: string;
  readonly groupBy: GroupBy;
}

export interface NamedStream {
  readonly name: string;
  readonly stream: StreamDefinition;
}

type JsonObject = { readonly [name: string]: Json };

function isObject(value: Json | undefined): value is JsonObject & { [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const VIEW_KINDS: ReadonlySet<Json | undefined> = new Set<View["kind"]>(["timeline", "compare", "expect", "fetch"]);
const isViewKind = (kind: Json | undefined): kind is View["kind"] => VIEW_KINDS.has(kind);
const STREAM_KINDS: ReadonlySet<Json | undefined> = new Set(["generator", "rows", "file", "live"]);

/** The role of one exported value. A GroupBy is known by the parts that the authoring API always gives it. */
export function roleOfValue(value: Json): CellRole {
  if (!isObject(value)) return "code";
  if (isViewKind(value.kind))
    return isObject(value.groupBy) && isObject(value.stream) && isObject(value.settings) ? value.kind : "code";
  if (STREAM_KINDS.has(value.kind) && typeof value.topic === "string") return "stream";
  if (Array.isArray(value.sources) && Array.isArray(value.keyColumns) && isObject(value.metaData)) return "definition";
  return "code";
}

/** What the name of a call says before anything has run. */
const ROLE_BY_CALLEE: Readonly<Record<string, CellRole>> = {
  GroupBy: "definition",
  Stream: "stream",
  Rows: "stream",
  File: "stream",
  LiveTopic: "stream",
  Timeline: "timeline",
  Compare: "compare",
  Expect: "expect",
  Fetch: "fetch",
};

export function roleOfCallee(callee: string | null): CellRole {
  return (callee === null ? undefined : ROLE_BY_CALLEE[callee]) ?? "code";
}

const RANK: readonly CellRole[] = ["timeline", "compare", "expect", "fetch", "stream", "definition", "code"];

/** A cell with several values has the role of the one with most to show. */
export function strongestRole(roles: readonly CellRole[]): CellRole {
  return RANK.find((role) => roles.includes(role)) ?? "code";
}

export function roleOfValues(values: readonly ExportedValue[]): CellRole {
  return strongestRole(values.map((value) => (value.plain ? roleOfValue(value.value) : "code")));
}

export function definitionsIn(values: readonly ExportedValue[]): readonly NamedDefinition[] {
  return values.flatMap((value) =>
    value.plain && roleOfValue(value.value) === "definition"
      ? [{ name: value.name, groupBy: value.value as unknown as GroupBy }]
      : [],
  );
}

export function streamsIn(values: readonly ExportedValue[]): readonly NamedStream[] {
  return values.flatMap((value) =>
    value.plain && roleOfValue(value.value) === "stream"
      ? [{ name: value.name, stream: value.value as unknown as StreamDefinition }]
      : [],
  );
}

export interface NamedView {
  readonly name: string;
  readonly view: View;
}

/** Every timeline, compare, expectation and fetch that a cell exported, in order. */
export function viewsIn(values: readonly ExportedValue[]): readonly NamedView[] {
  return values.flatMap((value) =>
    value.plain && isViewKind(roleOfValue(value.value))
      ? [{ name: value.name, view: value.value as unknown as View }]
      : [],
  );
}

/** The first of them: the run that it wants is the run of the cell. */
export function viewIn(values: readonly ExportedValue[]): View | null {
  return viewsIn(values)[0]?.view ?? null;
}
