/** What Chronon's constructors put into `customJson`, taken apart. */
export interface CustomJson {
  readonly lag: number;
  readonly tags: unknown;
  /** Tags by feature, or by part of a join. */
  readonly columnTags: Readonly<Record<string, unknown>>;
  readonly uploadSchedule?: string;
  readonly checkConsistency: unknown;
  readonly more: Readonly<Record<string, unknown>>;
}

const isObject = (json: unknown): json is Readonly<Record<string, unknown>> =>
  typeof json === "object" && json !== null && !Array.isArray(json);

/** Reads a definition's `customJson`; what is no JSON object counts as empty. */
export function readCustomJson(text: string | undefined): CustomJson {
  let json: unknown;
  try {
    json = JSON.parse(text ?? "{}");
  } catch {
    json = {};
  }
  const {
    lag,
    groupby_tags,
    join_tags,
    column_tags,
    join_part_tags,
    uploadSchedule,
    check_consistency: checkConsistency,
    ...more
  } = isObject(json) ? json : {};
  const columnTags = column_tags ?? join_part_tags;
  return {
    lag: typeof lag === "number" ? lag : 0,
    tags: groupby_tags ?? join_tags ?? null,
    columnTags: isObject(columnTags) ? columnTags : {},
    ...(typeof uploadSchedule === "string" && { uploadSchedule }),
    checkConsistency,
    more,
  };
}
