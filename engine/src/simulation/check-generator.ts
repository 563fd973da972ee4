import { TilescopeError } from "../errors.ts";
import { type Json, valueFromJson } from "../schema/json.ts";
import { type DataType, describeType } from "../schema/schema.ts";
import { MINUTE_MS } from "../time/duration.ts";
import { checkColumn } from "./check-schema.ts";
import { type DefinitionCheck, isObject, type JsonObject, type Path } from "./definition-check.ts";
import type { ColumnGenerator } from "./stream.ts";

const MOST_EVENTS = 5_000_000;
const MOST_KEYS = 5_000_000;
const MOST_PARTITIONS = 1_024;
const SHARE = { least: 0, most: 1 };
const NOT_NEGATIVE = { least: 0 };
const WHOLE_NUMBERS: readonly DataType[] = ["byte", "short", "int", "long"];
const NUMBERS: readonly DataType[] = [...WHOLE_NUMBERS, "float", "double"];

/** Types that a generator can fill; null: any whose values fit. */
const TYPES: Record<ColumnGenerator["kind"], readonly DataType[] | null> = {
  time: ["long", "timestamp", "string"],
  key: ["string", "int", "long"],
  choice: null,
  integer: [...NUMBERS, "string"],
  uniform: [...NUMBERS, "string"],
  lognormal: [...NUMBERS, "string"],
  sequence: ["string", "int", "long"],
  constant: null,
};

function checkFits(check: DefinitionCheck, type: DataType, json: unknown, path: Path): void {
  try {
    valueFromJson(type, (json ?? null) as Json);
  } catch (error) {
    if (!(error instanceof TilescopeError)) throw error;
    check.error(path, "bad-value", `${error.message}.`, "Change the value, or the type of the column.");
  }
}

function checkChoice(check: DefinitionCheck, generator: JsonObject, type: DataType, path: Path): void {
  const values = check.list(generator, "values", path, "The list of values");
  for (const [i, value] of values.entries()) checkFits(check, type, value, [...path, "values", i]);
  const { weights } = generator;
  if (weights === undefined) return;
  const fits =
    Array.isArray(weights) &&
    weights.length === values.length &&
    weights.every((weight) => typeof weight === "number" && Number.isFinite(weight) && weight >= 0) &&
    weights.some((weight) => weight > 0);
  if (!fits)
    check.error(
      [...path, "weights"],
      "bad-weights",
      "There is not one weight for each value.",
      "Give each value a weight from 0.",
    );
}

function checkRange(check: DefinitionCheck, generator: JsonObject, whole: boolean, path: Path): void {
  check.number(generator, "min", path, { whole });
  check.number(generator, "max", path, { whole });
  if (Number(generator.min) > Number(generator.max))
    check.error([...path, "max"], "empty-range", "The largest value is below the smallest.", "Swap min and max.");
}

function checkValues(check: DefinitionCheck, generator: JsonObject, type: DataType, path: Path): void {
  const kind = generator.kind as ColumnGenerator["kind"];
  const types = TYPES[kind];
  if (types !== null && !types.includes(type)) {
    const hint = `Use ${types.map(describeType).join(", ")}.`;
    check.error(path, "generator-type", `A generator "${kind}" cannot fill a ${describeType(type)}.`, hint);
  }
  if (kind === "choice") checkChoice(check, generator, type, path);
  else if (kind === "constant") checkFits(check, type, generator.value, [...path, "value"]);
  else if (kind === "integer") checkRange(check, generator, true, path);
  else if (kind === "sequence") check.text(generator, "prefix", path, true);
  else if (kind === "uniform" || kind === "lognormal") {
    if (kind === "uniform") checkRange(check, generator, false, path);
    else {
      check.number(generator, "median", path, NOT_NEGATIVE);
      check.number(generator, "sigma", path, NOT_NEGATIVE);
    }
    check.number(generator, "decimals", path, { least: 0, most: 12, whole: true, optional: true });
  }
}

function checkColumns(check: DefinitionCheck, stream: JsonObject): void {
  const columns = check.list(stream, "columns", [], "The list of columns");
  const names = new Set<string>();
  const kinds: unknown[] = [];
  for (const [i, json] of columns.entries()) {
    const path: Path = ["columns", i];
    const fine = checkColumn(check, json, path, names);
    const column = isObject(json) ? json : {};
    check.number(column, "nulls", path, { ...SHARE, optional: true });
    const generatorPath = [...path, "generator"];
    const generator = check.object(column.generator, generatorPath, "The generator");
    if (generator === null) continue;
    check.choice(generator, "kind", generatorPath, Object.keys(TYPES));
    kinds.push(generator.kind);
    if (fine && Object.hasOwn(TYPES, String(generator.kind)))
      checkValues(check, generator, column.type as DataType, generatorPath);
  }
  const times = kinds.filter((kind) => kind === "time").length;
  if (columns.length > 0 && times !== 1)
    check.error(
      ["columns"],
      "time-columns",
      `${times} columns hold the event time.`,
      'Give one column the generator "time".',
    );
  if (columns.length > 0 && !kinds.includes("key"))
    check.warn(["columns"], "no-key-column", "No column holds the key.", 'Give one column the generator "key".');
}

function checkFaults(check: DefinitionCheck, json: unknown, partitions: number): void {
  if (json === undefined) return;
  const faults = check.object(json, ["faults"], "The faults");
  if (faults === null) return;
  check.knownMembers(faults, ["faults"], ["duplicates", "missingTime", "missingKey", "stalledPartition"]);
  for (const name of ["duplicates", "missingTime", "missingKey"])
    check.number(faults, name, ["faults"], { ...SHARE, optional: true });
  if (faults.stalledPartition === undefined) return;
  const path = ["faults", "stalledPartition"];
  const stall = check.object(faults.stalledPartition, path, "The stalled partition");
  if (stall === null) return;
  check.number(stall, "partition", path, { least: 0, most: partitions - 1, whole: true });
  check.number(stall, "fromMs", path, { whole: true });
  check.number(stall, "untilMs", path, { whole: true });
  if (Number(stall.untilMs) < Number(stall.fromMs))
    check.error([...path, "untilMs"], "empty-range", "The stall ends before it begins.", "Swap fromMs and untilMs.");
}

/** Checks a generated stream. */
export function checkGenerator(check: DefinitionCheck, stream: JsonObject): void {
  const known = "kind topic seed startMs durationMs ratePerMinute columns keys disorder partitions faults";
  check.knownMembers(stream, [], known.split(" "));
  check.number(stream, "seed", [], { whole: true });
  check.number(stream, "startMs", [], { whole: true });
  check.number(stream, "durationMs", [], { least: 1, whole: true });
  check.number(stream, "ratePerMinute", [], NOT_NEGATIVE);
  check.number(stream, "partitions", [], { least: 1, most: MOST_PARTITIONS, whole: true, optional: true });
  const events = Math.round((Number(stream.ratePerMinute) * Number(stream.durationMs)) / MINUTE_MS);
  if (events > MOST_EVENTS)
    check.error(["ratePerMinute"], "too-many-events", `That makes ${events} events.`, `Stay within ${MOST_EVENTS}.`);
  checkColumns(check, stream);
  const keys = check.object(stream.keys, ["keys"], "The description of the keys");
  if (keys !== null) {
    check.number(keys, "count", ["keys"], { least: 1, most: MOST_KEYS, whole: true });
    check.number(keys, "skew", ["keys"], { least: 0, most: 10 });
    if (
      keys.names !== undefined &&
      !(Array.isArray(keys.names) && keys.names.every((name) => typeof name === "string"))
    )
      check.error(
        ["keys", "names"],
        "bad-names",
        "The names of the keys are not a list of texts.",
        'Write ["ann", "ben"].',
      );
  }
  const disorder = check.object(stream.disorder, ["disorder"], "The disorder");
  if (disorder !== null) {
    check.number(disorder, "share", ["disorder"], SHARE);
    check.number(disorder, "delayP50Ms", ["disorder"], NOT_NEGATIVE);
    check.number(disorder, "delayP95Ms", ["disorder"], NOT_NEGATIVE);
    if (Number(disorder.delayP95Ms) < Number(disorder.delayP50Ms))
      check.error(["disorder", "delayP95Ms"], "empty-range", "The 95th percentile is below the median.", "Raise it.");
  }
  const partitions = typeof stream.partitions === "number" ? stream.partitions : 1;
  checkFaults(check, stream.faults, partitions);
}
