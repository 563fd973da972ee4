import { type DataType, isList, isMap } from "../schema/schema.ts";
import type { StructValue, Value } from "../schema/value.ts";

/** Copies a value of one type so deeply that nothing is shared; resolved once per type. */
export type CopyValue = (value: Value) => Value;

const same: CopyValue = (value) => value;

/** The copier of `type`. Values that cannot be changed come back as they are. */
export function valueCopier(type: DataType): CopyValue {
  if (type === "binary") return (value) => (value === null ? null : (value as Uint8Array).slice());
  if (typeof type === "string") return same;
  if (isList(type)) {
    const copyItem = valueCopier(type.list);
    return (value) => (value === null ? null : (value as readonly Value[]).map((item) => copyItem(item)));
  }
  if (isMap(type)) {
    const copyItem = valueCopier(type.map);
    return (value) => {
      if (value === null) return null;
      const copy = new Map<string, Value>();
      for (const [key, item] of value as ReadonlyMap<string, Value>) copy.set(key, copyItem(item));
      return copy;
    };
  }
  const fields = type.fields.map((field) => ({ name: field.name, copy: valueCopier(field.type) }));
  return (value) => {
    if (value === null) return null;
    const copy: Record<string, Value> = {};
    for (const field of fields) copy[field.name] = field.copy((value as StructValue)[field.name] ?? null);
    return copy;
  };
}
