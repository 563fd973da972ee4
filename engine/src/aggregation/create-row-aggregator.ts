import { TilescopeError } from "../errors.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row, Value } from "../schema/value.ts";
import type { Compatibility } from "../serving/compatibility.ts";
import type { AggregationPart } from "./aggregation-part.ts";
import { checkAggregation } from "./check-aggregation.ts";
import { BucketColumn } from "./column/bucket-column.ts";
import { ElementWiseColumn } from "./column/element-wise-column.ts";
import { MapColumn } from "./column/map-column.ts";
import { PlainColumn } from "./column/plain-column.ts";
import type { RowAggregator, RowIr } from "./row-aggregator.ts";

type Column = PlainColumn | BucketColumn | MapColumn | ElementWiseColumn;

function createColumn(part: AggregationPart, inputSchema: Schema, compatibility: Compatibility): Column {
  const checked = checkAggregation(part, inputSchema);
  if (!checked.ok) {
    const reasons = checked.diagnostics.map((diagnostic) => diagnostic.message).join(" ");
    throw new TilescopeError("aggregation/invalid-part", `${part.operation} of ${part.inputColumn}: ${reasons}`);
  }
  const { kind } = checked.value.shape;
  if (kind === "map") return new MapColumn(part, checked.value, compatibility);
  if (kind === "elementWise") return new ElementWiseColumn(part, checked.value, compatibility);
  const DirectColumn = part.bucket === null ? PlainColumn : BucketColumn;
  return new DirectColumn(part, checked.value, compatibility);
}

class ColumnwiseRowAggregator implements RowAggregator {
  readonly columns: readonly Column[];
  readonly inputSchema: Schema;
  readonly irSchema: Schema;
  readonly outputSchema: Schema;
  readonly #fallible: readonly number[];
  readonly #deletable: boolean;

  constructor(inputSchema: Schema, parts: readonly AggregationPart[], compatibility: Compatibility) {
    this.inputSchema = inputSchema;
    this.columns = parts.map((part) => createColumn(part, inputSchema, compatibility));
    this.irSchema = this.columns.map((column) => ({ name: column.name, type: column.irType }));
    this.outputSchema = this.columns.map((column) => ({ name: column.name, type: column.outputType }));
    this.#fallible = [...this.columns.keys()].filter((i) => this.columns[i]?.fallible);
    this.#deletable = this.columns.some((column) => column.deletable);
  }

  init(): RowIr {
    return this.columns.map(() => null);
  }

  update(ir: RowIr, row: Row, timeMs: number): void {
    for (const i of this.#fallible) this.columns[i]?.checkUpdate(ir[i], row);
    const columns = this.columns;
    for (let i = 0; i < columns.length; i++) ir[i] = (columns[i] as Column).update(ir[i], row, timeMs);
  }

  delete(ir: RowIr, row: Row, timeMs: number): void {
    if (!this.#deletable) return;
    for (const i of this.#fallible) this.columns[i]?.checkDelete(ir[i], row);
    const columns = this.columns;
    for (let i = 0; i < columns.length; i++) ir[i] = (columns[i] as Column).delete(ir[i], row, timeMs);
  }

  merge(left: RowIr, right: RowIr): void {
    for (const [i, column] of this.columns.entries()) left[i] = column.merge(left[i], right[i]);
  }

  clone(ir: RowIr): RowIr {
    return this.columns.map((column, i) => column.clone(ir[i]));
  }

  finalize(ir: RowIr): Value[] {
    return this.columns.map((column, i) => column.finalize(ir[i]));
  }

  normalize(ir: RowIr): Value[] {
    return this.columns.map((column, i) => column.normalize(ir[i]));
  }

  denormalize(stored: readonly Value[]): RowIr {
    return this.columns.map((column, i) => column.denormalize(stored[i] ?? null));
  }
}

/**
 * All columns of `parts` over rows of `inputSchema`. The parts have passed `checkAggregation`: a bad one throws here,
 * as does a sketch operation before `loadSketches()`. With `"chronon"` operations copy Chronon's faults too (SPEC A13).
 */
export function createRowAggregator(
  inputSchema: Schema,
  parts: readonly AggregationPart[],
  compatibility: Compatibility = "strict",
): RowAggregator {
  return new ColumnwiseRowAggregator(inputSchema, parts, compatibility);
}
