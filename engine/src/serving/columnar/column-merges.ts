import type { ColumnAggregator } from "../../aggregation/row-aggregator.ts";
import { Variance, type VarianceIr } from "../../aggregation/variance.ts";
import { type DataType, isStruct } from "../../schema/schema.ts";
import {
  averageRows,
  countRows,
  type IrMerge,
  mergeAverages,
  mergeFloatingMaxima,
  mergeFloatingMinima,
  mergeFloatingSums,
  mergeIntegerMaxima,
  mergeIntegerMinima,
  mergeIntegerSums,
} from "./ir-merges.ts";
import type { NumberRecordColumn, NumberType } from "./number-records.ts";
import { firstRow, lastRow, mergeFirsts, mergeLasts } from "./pair-merges.ts";

/** How a column's IRs lie in tiles, and how they merge. */
export interface ColumnMerge extends NumberRecordColumn {
  readonly merge: IrMerge;
}

/** The Avro type of numbers of a type; `null`: it is none. */
export function numberType(type: DataType | undefined): NumberType | null {
  if (type === "byte" || type === "short" || type === "int") return "int";
  return type === "long" || type === "float" || type === "double" ? type : null;
}

const variance = new Variance();

const mergeVariances: IrMerge = ({ present, fields: [counts, means, m2s] }, from, to, ir) => {
  let left = ir === null ? null : variance.clone(ir as VarianceIr);
  for (let i = from; i < to; i++) {
    if (present !== null && present[i] === 0) continue;
    const right = { count: counts?.[i] ?? 0, mean: means?.[i] ?? 0, m2: m2s?.[i] ?? 0 };
    left = left === null ? right : variance.merge(left, right);
  }
  return left;
};

const varianceOfRows: IrMerge = ({ present, fields: [values] }, from, to, ir) => {
  let left = ir === null ? null : variance.clone(ir as VarianceIr);
  for (let i = from; i < to; i++) {
    if (present !== null && present[i] === 0) continue;
    const value = values?.[i] ?? 0;
    left = left === null ? variance.prepare(value) : variance.update(left, value);
  }
  return left;
};

/** How the IRs of a base column merge out of tiles; `null`: not as plain numbers, so its aggregator has to. */
export function tileColumnMerge({ part, wrapping, irType }: ColumnAggregator): ColumnMerge | null {
  if (wrapping !== "none") return null;
  if (isStruct(irType)) {
    const merge = { AVERAGE: mergeAverages, VARIANCE: mergeVariances, FIRST: mergeFirsts, LAST: mergeLasts }[
      part.operation as string
    ];
    const fields = irType.fields.map(({ type }) => numberType(type));
    return merge === undefined || fields.includes(null)
      ? null
      : { fields: fields as NumberType[], isStruct: true, merge };
  }
  const type = numberType(irType);
  const merge = type === null ? null : scalarMerge(part.operation, type);
  return type === null || merge === null ? null : { fields: [type], isStruct: false, merge };
}

function scalarMerge(operation: string, type: NumberType): IrMerge | null {
  const isFloating = type === "float" || type === "double";
  switch (operation) {
    case "COUNT":
      return mergeIntegerSums;
    case "SUM":
      return isFloating ? mergeFloatingSums : mergeIntegerSums;
    case "MIN":
      return isFloating ? mergeFloatingMinima : mergeIntegerMinima;
    case "MAX":
      return isFloating ? mergeFloatingMaxima : mergeIntegerMaxima;
    default:
      return null;
  }
}

/** How rows of a number column of `type` add to the IR of a base column, and whether it needs their times. */
export function rowColumnMerge(
  { part, wrapping }: ColumnAggregator,
  type: NumberType,
): { readonly merge: IrMerge; readonly isTimed: boolean } | null {
  if (wrapping !== "none") return null;
  switch (part.operation) {
    case "COUNT":
      return { merge: countRows, isTimed: false };
    case "AVERAGE":
      return { merge: averageRows, isTimed: false };
    case "VARIANCE":
      return { merge: varianceOfRows, isTimed: false };
    case "FIRST":
      return { merge: firstRow, isTimed: true };
    case "LAST":
      return { merge: lastRow, isTimed: true };
    default: {
      const merge = scalarMerge(part.operation, type);
      return merge && { merge, isTimed: false };
    }
  }
}
