import type { GroupBy, Query, Source } from "./group-by.ts";

/** What a source is, with the parts that all three kinds have. */
export interface SourceView {
  readonly kind: "events" | "entities" | "joinSource";
  /** Topic as written, with its options (`name/k=v`); null when nothing streams. */
  readonly topic: string | null;
  readonly query: Query;
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Topic of a join: that of its left source. */
function joinTopic(join: unknown): string | null {
  if (!isRecord(join) || !isRecord(join.left)) return null;
  return viewSource(join.left as Source).topic;
}

/** One view of a source, whichever of the three kinds it is. */
export function viewSource(source: Source): SourceView {
  if (source.entities !== undefined)
    return { kind: "entities", topic: source.entities.mutationTopic ?? null, query: source.entities.query ?? {} };
  if (source.joinSource !== undefined)
    return { kind: "joinSource", topic: joinTopic(source.joinSource.join), query: source.joinSource.query ?? {} };
  return { kind: "events", topic: source.events?.topic ?? null, query: source.events?.query ?? {} };
}

/** Path of a source's query, for diagnostics. */
export function queryPath(source: Source, sourceIndex: number): (string | number)[] {
  return ["sources", sourceIndex, viewSource(source).kind, "query"];
}

/** The explicit accuracy, or TEMPORAL where any source has a topic, or SNAPSHOT. */
export function inferAccuracy(groupBy: GroupBy): "TEMPORAL" | "SNAPSHOT" {
  if (groupBy.accuracy !== undefined) return groupBy.accuracy === 0 ? "TEMPORAL" : "SNAPSHOT";
  return groupBy.sources?.some((source) => viewSource(source).topic !== null) ? "TEMPORAL" : "SNAPSHOT";
}

/** Index of the source that streams: the first one with a topic; -1 when none has. */
export function streamingSourceIndex(groupBy: GroupBy): number {
  return groupBy.sources?.findIndex((source) => viewSource(source).topic !== null) ?? -1;
}

/** Name of a topic without its options. */
export function topicName(topic: string): string {
  return topic.split("/", 1)[0] ?? topic;
}
