import type { Field, Schema } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import { withColumn } from "../source/join-frames.ts";
import { type Frame, indexOf } from "../source/table.ts";
import { CONTEXTUAL_PREFIX, type ExternalColumns } from "./join-columns.ts";

/** A frame with null columns for the fields that it lacks. */
export function padColumns(frame: Frame, fields: Schema): Frame {
  return fields.reduce(
    (padded, field) =>
      padded.schema.some(({ name }) => name === field.name) ? padded : withColumn(padded, field, () => null),
    frame,
  );
}

/** A frame with one column set anew, in its place. */
function replaceColumn(frame: Frame, name: string, value: (row: Frame["rows"][number]) => Value): Frame {
  const index = indexOf(frame, name);
  return { schema: frame.schema, rows: frame.rows.map((row) => row.with(index, value(row))) };
}

/**
 * A left side with the columns of external sources, null where it lacks them. A contextual key and its value are filled
 * from each other.
 */
export function padExternals(frame: Frame, externals: readonly ExternalColumns[]): Frame {
  const others = externals.filter(({ isContextual }) => !isContextual);
  const padded = padColumns(
    frame,
    others.flatMap(({ keys, values }) => [...keys, ...values]),
  );
  const contextual = externals.filter(({ isContextual }) => isContextual).flatMap(({ keys }) => keys);
  return contextual.reduce(withContextual, padded);
}

function withContextual(frame: Frame, field: Field): Frame {
  const prefixed = { name: `${CONTEXTUAL_PREFIX}_${field.name}`, type: field.type };
  const padded = padColumns(frame, [field, prefixed]);
  const [own, other] = [indexOf(padded, field.name), indexOf(padded, prefixed.name)];
  const either = (row: Frame["rows"][number]): Value => row[own] ?? row[other] ?? null;
  return replaceColumn(replaceColumn(padded, field.name, either), prefixed.name, either);
}
