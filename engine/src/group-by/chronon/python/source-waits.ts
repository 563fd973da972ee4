import type { Source } from "../../group-by.ts";
import { viewSource } from "../../source-kind.ts";
import { dependencyTexts } from "../named-dependencies.ts";
import { sourceDependencies } from "../source-dependencies.ts";
import type { Place } from "./place.ts";
import { plainJson } from "./plain-json.ts";
import { isTruthy, type PythonStruct, type PythonValue } from "./python-value.ts";
import { textsOf } from "./struct-api.ts";

/** What jobs over the source wait for: the given partitions, or those of its tables. */
export function sourceWaits(source: PythonStruct, given: PythonValue, lag: number, place: Place): string[] {
  const named = isTruthy(given) ? textsOf(given, "dependencies", place) : [];
  const compiled = plainJson(source, source.place) as Source;
  if (named.length > 0) return dependencyTexts(named, viewSource(compiled).query);
  const waits = sourceDependencies(compiled, lag);
  // What Chronon's compiler writes for a source without a table.
  return waits.length > 0 ? waits : ["null"];
}
