import type { Checked } from "../../errors.ts";
import { DiagnosticList } from "../diagnostic-list.ts";
import type { Flag, GroupBy, MetaData } from "../group-by.ts";
import type { Join } from "../join.ts";
import { checkStruct } from "./check-struct.ts";
import { readJson } from "./read-compiled-json.ts";
import { writeCompiledStruct } from "./write-compiled-json.ts";

/** A table that Spark SQL makes before features are computed. Tilescope converts it and does not run it. */
export interface StagingQuery {
  readonly metaData?: MetaData;
  readonly query?: string;
  readonly startPartition?: string;
  readonly setups?: readonly string[];
  readonly createView?: Flag;
}

/** What Chronon compiles. */
export type ChrononDefinition =
  | { readonly kind: "GroupBy"; readonly definition: GroupBy }
  | { readonly kind: "Join"; readonly definition: Join }
  | { readonly kind: "StagingQuery"; readonly definition: StagingQuery };

const has = (json: unknown, field: string): boolean => typeof json === "object" && json !== null && field in json;

function kindOf(json: unknown): ChrononDefinition["kind"] {
  if (has(json, "left") || has(json, "joinParts")) return "Join";
  return has(json, "query") && !has(json, "sources") ? "StagingQuery" : "GroupBy";
}

/** Reads a definition of any kind from compiled JSON: a join has a left side, a staging query a query. Only the structure is checked. */
export function readDefinition(text: string): Checked<ChrononDefinition> {
  const diagnostics = new DiagnosticList();
  const json = readJson(text, diagnostics);
  const kind = kindOf(json);
  const definition = diagnostics.failed ? undefined : checkStruct(kind, json, [], diagnostics);
  return diagnostics.checked({ kind, definition: definition ?? {} });
}

/** A definition as Chronon's compiler writes it, to the byte. */
export const writeDefinition = ({ kind, definition }: ChrononDefinition): string =>
  writeCompiledStruct(kind, definition);
