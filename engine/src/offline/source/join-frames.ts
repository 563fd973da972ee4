import { TilescopeError } from "../../errors.ts";
import { keyId } from "../../operators/key-id.ts";
import { describeType, type Field, sameType } from "../../schema/schema.ts";
import type { Row, Value } from "../../schema/value.ts";
import { type Frame, indexOf, picker } from "./table.ts";

/**
 * A left join by equal keys, none of them null. Columns that both sides have take the left value, or the right one where
 * it is null. The order is: keys, the left's other columns, the right's. A left row with several partners comes that
 * often. Throws `offline/unknown-column`, and `offline/type-mismatch` where a shared column has two types.
 */
export function leftJoin(left: Frame, right: Frame, keys: readonly string[]): Frame {
  checkTypes(left, right);
  const leftKey = picker(left, keys);
  const rightKey = picker(right, keys);
  const others = left.schema.filter(({ name }) => !keys.includes(name));
  const added = right.schema.filter(({ name }) => !left.schema.some((field) => field.name === name));
  const leftOthers = others.map(({ name }) => indexOf(left, name));
  const shared = others.map(({ name }) => right.schema.findIndex((field) => field.name === name));
  const addedIndices = added.map(({ name }) => indexOf(right, name));

  const partners = Map.groupBy(
    right.rows.filter((row) => !hasNull(rightKey.pick(row))),
    (row) => keyId(rightKey.pick(row)),
  );
  const joined = (row: Row, partner: Row | null): Row => [
    ...leftKey.pick(row),
    ...leftOthers.map((index, i): Value => row[index] ?? partner?.[shared[i] ?? -1] ?? null),
    ...addedIndices.map((index): Value => partner?.[index] ?? null),
  ];
  return {
    schema: [...leftKey.schema, ...others, ...added],
    rows: left.rows.flatMap((row) => {
      const key = leftKey.pick(row);
      const found = hasNull(key) ? undefined : partners.get(keyId(key));
      return found === undefined ? [joined(row, null)] : found.map((partner) => joined(row, partner));
    }),
  };
}

const hasNull = (key: Row): boolean => key.some((part) => part === null);

function checkTypes(left: Frame, right: Frame): void {
  for (const { name, type } of right.schema) {
    const other = left.schema.find((field) => field.name === name);
    if (other !== undefined && !sameType(other.type, type))
      throw new TilescopeError(
        "offline/type-mismatch",
        `${name} is ${describeType(other.type)} on the left and ${describeType(type)} on the right`,
      );
  }
}

/** A frame with its columns called otherwise; `null` leaves a column out. */
export function renameColumns(frame: Frame, rename: (name: string) => string | null): Frame {
  const kept = frame.schema.flatMap((field): { field: Field; from: string }[] => {
    const name = rename(field.name);
    return name === null ? [] : [{ field: { name, type: field.type }, from: field.name }];
  });
  const { pick } = picker(
    frame,
    kept.map(({ from }) => from),
  );
  return { schema: kept.map(({ field }) => field), rows: frame.rows.map(pick) };
}

/** A frame with one more column. */
export function withColumn(frame: Frame, field: Field, value: (row: Row) => Value): Frame {
  return { schema: [...frame.schema, field], rows: frame.rows.map((row) => [...row, value(row)]) };
}
