import { type Json, valueFromJson } from "../schema/json.ts";
import type { DataType } from "../schema/schema.ts";
import type { Value } from "../schema/value.ts";
import { logNormal, weightedIndex } from "./distributions.ts";
import { Random } from "./random.ts";
import type { GeneratedColumn, GeneratedStream } from "./stream.ts";

/** What is known of an event before its columns are drawn. */
export interface EventDraw {
  readonly index: number;
  readonly timeMs: number;
  /** Rank of its key, from 0. */
  readonly keyRank: number;
}

/** Draws the values of one column, event by event. */
export type ColumnValues = (event: EventDraw) => Value;

/** A drawn number as a value of the column's type. */
function numberValue(type: DataType, drawn: number, decimals: number | undefined): Value {
  if (type === "float" || type === "double" || type === "string") {
    let rounded = drawn;
    if (decimals !== undefined) {
      let scale = 1;
      for (let i = 0; i < decimals; i++) scale *= 10;
      rounded = Math.round(drawn * scale) / scale;
    }
    if (type === "string") return decimals === undefined ? String(rounded) : rounded.toFixed(decimals);
    return type === "float" ? Math.fround(rounded) : rounded;
  }
  return Math.round(drawn) + 0;
}

const timeValue = (type: DataType, timeMs: number): Value => {
  if (type === "timestamp") return timeMs * 1_000;
  return type === "string" ? new Date(timeMs).toISOString() : timeMs;
};

function keyValue(type: DataType, rank: number, names: readonly string[]): Value {
  if (type === "string") return names[rank] ?? String(rank + 1);
  return rank + 1;
}

function drawn(column: GeneratedColumn, stream: GeneratedStream, random: Random): ColumnValues {
  const { generator, type } = column;
  switch (generator.kind) {
    case "time":
      return ({ timeMs }) => timeValue(type, timeMs);
    case "key":
      return ({ keyRank }) => keyValue(type, keyRank, stream.keys.names ?? []);
    case "choice": {
      const values = generator.values.map((value) => valueFromJson(type, value));
      const index = weightedIndex(generator.weights ?? values.map(() => 1));
      return () => values[index(random)] ?? null;
    }
    case "integer":
      return () => numberValue(type, random.whole(generator.min, generator.max), 0);
    case "uniform":
      return () =>
        numberValue(type, generator.min + random.unit() * (generator.max - generator.min), generator.decimals);
    case "lognormal":
      return () => numberValue(type, logNormal(random, generator.median, generator.sigma), generator.decimals);
    case "sequence":
      return ({ index }) => (type === "string" ? `${generator.prefix ?? ""}${index + 1}` : index + 1);
    case "constant": {
      const value = valueFromJson(type, generator.value as Json);
      return () => value;
    }
  }
}

/** Every column draws from a sequence of its own: changing one leaves the others as they were. */
export function columnValues(column: GeneratedColumn, stream: GeneratedStream): ColumnValues {
  const values = drawn(column, stream, new Random(stream.seed, `column ${column.name}`));
  const { nulls } = column;
  if (nulls === undefined || nulls === 0) return values;
  const random = new Random(stream.seed, `nulls ${column.name}`);
  return (event) => {
    const value = values(event);
    return random.chance(nulls) ? null : value;
  };
}
