/**
 * A 64-bit signed integer in canonical form: a `number` while it is a safe integer (never -0), a `bigint` beyond.
 * One value has one form, so `===`, `Set` and `Map` work on it.
 */
export type Long = number | bigint;

/**
 * A value of some `DataType`. The type is always known from the schema and never guessed from the value:
 *
 * | type | value |
 * |---|---|
 * | boolean, string | as is |
 * | byte, short, int, date (days since 1970) | number |
 * | long, timestamp (microseconds since 1970) | `Long` |
 * | float (rounded to 32 bits), double | number |
 * | binary | Uint8Array |
 * | list | array |
 * | map | Map with string keys |
 * | struct | object by field name |
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | StructValue;

export interface StructValue {
  readonly [field: string]: Value;
}

/** Values in the order of a schema. */
export type Row = readonly Value[];
