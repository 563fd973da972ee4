import { ForkOperation } from "../group-by.ts";

/** Fields of the fork's MetaData that Chronon's lacks. */
const MARKS = ["executionInfo", "sourceFile", "version", "columnHashes"];

/** What operation numbers mean in JSON that the fork compiled, where that is not what they mean in Chronon. */
const NAMES = new Map<unknown, string>(Object.entries(ForkOperation).map(([name, number]) => [number - 1000, name]));

const isObject = (json: unknown): json is object => typeof json === "object" && json !== null && !Array.isArray(json);

const fieldOf = (json: unknown, field: string): unknown =>
  isObject(json) ? new Map<string, unknown>(Object.entries(json)).get(field) : undefined;

/**
 * A GroupBy that the Zipline fork compiled, with its own operations by name: it numbers them 18 to 20, and only the
 * rest of the file tells that they are not Chronon's (SPEC Z1). Everything else comes back as it is.
 */
export function fromForkDialect<Json>(groupBy: Json): Json {
  const metaData = fieldOf(groupBy, "metaData");
  const aggregations = fieldOf(groupBy, "aggregations");
  if (!Array.isArray(aggregations) || MARKS.every((mark) => fieldOf(metaData, mark) === undefined)) return groupBy;
  const meant = (item: unknown) => NAMES.get(fieldOf(item, "operation"));
  if (!aggregations.some((item: unknown) => meant(item) !== undefined)) return groupBy;
  return {
    ...groupBy,
    aggregations: aggregations.map((item: unknown) => {
      const operation = meant(item);
      return isObject(item) && operation !== undefined ? { ...item, operation } : item;
    }),
  };
}
