import type { GroupBy } from "../../group-by/group-by.ts";
import { type JobView, jobView } from "../../notebook/view.ts";
import type { NamedDefinition, NamedStream, NamedView } from "../../notebook-file/cell-role.ts";
import { streamOf } from "../../notebook-file/compile-definitions.ts";
import { stringifyJson } from "../../schema/json.ts";

/** One simulation, and the cells' values that show it. */
export interface WantedRun extends JobView {
  readonly shownBy: readonly NamedView[];
}

const sameText = (left: unknown, right: unknown): boolean => stringifyJson(left) === stringifyJson(right);

/**
 * The runs that views ask for, each once, and one for every definition that none of them shows: over the first stream with
 * its topic, with Chronon's settings. A definition without a stream has no run.
 */
export function wantedRuns(
  views: readonly NamedView[],
  definitions: readonly NamedDefinition[],
  streams: readonly NamedStream[],
): readonly WantedRun[] {
  const wanted = new Map<string, { job: JobView; shownBy: NamedView[] }>();
  for (const named of views) {
    const { groupBy, stream, settings } = named.view;
    const id = stringifyJson({ groupBy, stream, settings });
    const before = wanted.get(id);
    if (before === undefined) wanted.set(id, { job: { groupBy, stream, settings }, shownBy: [named] });
    else before.shownBy.push(named);
  }
  const isShown = (groupBy: GroupBy) => [...wanted.values()].some(({ job }) => sameText(job.groupBy, groupBy));
  const alone = definitions.flatMap((definition) => {
    const stream = isShown(definition.groupBy) ? null : streamOf(definition, streams);
    return stream === null ? [] : [{ ...jobView({ groupBy: definition.groupBy, stream }), shownBy: [] }];
  });
  return [...[...wanted.values()].map(({ job, shownBy }) => ({ ...job, shownBy })), ...alone];
}
