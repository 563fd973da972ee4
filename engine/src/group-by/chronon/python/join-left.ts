import { type Place, PythonProblem } from "./place.ts";
import { isTruthy, PythonStruct } from "./python-value.ts";
import { sourceOf } from "./struct-api.ts";

/** A copy of the left source that also selects its time, as `ts`. */
export function completeLeft(left: PythonStruct, place: Place): PythonStruct {
  const refuse = (message: string, hint: string): never => {
    throw new PythonProblem("bad-left", place, message, hint);
  };
  const view = sourceOf(left);
  if (view === null) return left;
  if (view.kind === "joinSource")
    return refuse("The left side of a join cannot be a join.", "Use the table that the join is backfilled into.");
  if (isTruthy(view.inner.get("isCumulative")))
    return refuse("The left side of a join cannot be cumulative.", "Use an entity source.");
  const query = view.inner.get("query");
  const selects = query instanceof PythonStruct ? query.get("selects") : null;
  if (view.kind !== "events" || !(query instanceof PythonStruct) || !(selects instanceof Map) || selects.size === 0)
    return left;
  if (selects.has("ts"))
    return refuse('"ts" is reserved for the time of the event.', "Write the expression as time_column.");
  if (query.get("timeColumn") === null)
    return refuse("The left events have no time column.", 'Write time_column="ts", or what gives ms since 1970.');
  const copy = new PythonStruct("Query", query.place, query.fields, query.places);
  copy.fields.set("selects", new Map([...selects, ["ts", query.get("timeColumn")]]));
  const events = new PythonStruct("EventSource", view.inner.place, view.inner.fields, view.inner.places);
  events.fields.set("query", copy);
  return new PythonStruct("Source", left.place, [["events", events]], left.places);
}
