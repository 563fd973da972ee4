import { createRowAggregator } from "../aggregation/create-row-aggregator.ts";
import { expandParts } from "../aggregation/expand-parts.ts";
import { isOperationLoaded } from "../aggregation/operations.ts";
import type { RowAggregator, RowIr } from "../aggregation/row-aggregator.ts";
import { TilescopeError } from "../errors.ts";
import type { Json } from "../schema/json.ts";
import { aggregationsOf, arrayOf, type CaseEvent, eventsOf, objectOf, schemaOf } from "./chronon-case.ts";
import type { ConformanceCase, ConformanceHandler } from "./handler.ts";
import { irOf, type JsonObject, outputOf } from "./windowed-case.ts";

/** What `compute` gives, or the error of that step as the cases write it. */
function orError(compute: () => JsonObject): JsonObject {
  try {
    return compute();
  } catch (error) {
    if (error instanceof TilescopeError) return { error: { class: error.code } };
    throw error;
  }
}

function aggregate(aggregator: RowAggregator, events: readonly CaseEvent[]): RowIr {
  const ir = aggregator.init();
  for (const { row, timeMs } of events) aggregator.update(ir, row, timeMs);
  return ir;
}

const results = (aggregator: RowAggregator, ir: RowIr): JsonObject => ({
  ir: irOf(aggregator, ir),
  output: outputOf(aggregator, ir),
});

const withSketches = (aggregator: RowAggregator, ir: RowIr): JsonObject => ({
  ...results(aggregator, ir),
  ...sketchesOf(aggregator, ir),
});

/** Facts about the sketches of plain columns, where there are any. */
function sketchesOf(aggregator: RowAggregator, ir: RowIr): JsonObject {
  const described = aggregator.columns.flatMap(({ aggregator: { describe }, name, wrapping }, i) =>
    describe === undefined || wrapping !== "none" || ir[i] === null ? [] : [[name, describe(ir[i]) as Json] as const],
  );
  return described.length === 0 ? {} : { sketch: Object.fromEntries(described) };
}

function merged(aggregator: RowAggregator, events: readonly CaseEvent[], splitAt: number): JsonObject {
  const left = aggregate(aggregator, events.slice(0, splitAt));
  const right = aggregate(aggregator, events.slice(splitAt));
  const halves = { irA: irOf(aggregator, left), irB: irOf(aggregator, right) };
  aggregator.merge(left, right);
  return { splitAt, ...halves, ...results(aggregator, left) };
}

function deleted(aggregator: RowAggregator, ir: RowIr, events: readonly CaseEvent[]): RowIr {
  for (const { row, timeMs } of events) aggregator.delete(ir, row, timeMs);
  return ir;
}

/** The instructions inside the expected part: where to split, which events to delete. */
function instructions(testCase: ConformanceCase): { splitAt: number | null; eventIndices: readonly number[] | null } {
  const expected = testCase.expected === undefined ? {} : objectOf(testCase.expected);
  const merge = expected.merge ?? testCase.merge;
  const remove = expected.delete ?? testCase.delete;
  const splitAt = merge === undefined ? null : objectOf(merge).splitAt;
  return {
    splitAt: typeof splitAt === "number" ? splitAt : null,
    eventIndices: remove === undefined ? null : arrayOf(objectOf(remove).eventIndices).map(Number),
  };
}

/** Plain aggregation of a list of events: IR, output, merge of two halves, deletes. */
export const row: ConformanceHandler = async (testCase) => {
  const schema = schemaOf(testCase.schema);
  const parts = expandParts(aggregationsOf(testCase.aggregations)).base;
  if (!parts.every((part) => isOperationLoaded(part.operation))) {
    const { loadSketches } = await import("../aggregation/sketches/load-sketches.ts");
    await loadSketches();
  }
  const aggregator = createRowAggregator(schema, parts);
  const events = eventsOf(schema, testCase.events);
  if (Array.isArray(testCase.tags) && testCase.tags.includes("deleteOnly"))
    return { actual: orError(() => results(aggregator, deleted(aggregator, aggregator.init(), events))) };

  const { splitAt, eventIndices } = instructions(testCase);
  return {
    actual: {
      irTypes: Object.fromEntries(aggregator.irSchema.map(({ name, type }) => [name, type as unknown as Json])),
      outputTypes: Object.fromEntries(aggregator.outputSchema.map(({ name, type }) => [name, type as unknown as Json])),
      ...orError(() => ({
        ...withSketches(aggregator, aggregate(aggregator, events)),
        ...(splitAt !== null && { merge: merged(aggregator, events, splitAt) }),
        ...(eventIndices !== null && {
          delete: {
            eventIndices: [...eventIndices],
            ...orError(() => {
              const chosen = eventIndices.map((i) => events[i]).filter((event) => event !== undefined);
              return results(aggregator, deleted(aggregator, aggregate(aggregator, events), chosen));
            }),
          },
        }),
      })),
    },
  };
};
