import { TilescopeError } from "../../errors.ts";
import type { Join } from "../../group-by/join.ts";
import type { Field } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import type { FeatureRequest } from "../feature-request.ts";
import { castKey } from "../request-key.ts";
import { EXCEPTION, type PartOutcome } from "./join-parts.ts";
import type { FeatureMap, TypedValue } from "./join-response.ts";
import type { JoinSchema } from "./join-schema.ts";
import { typedJson } from "./typed-json.ts";

/** Features and what is missing among them. */
export interface Derived {
  readonly features: FeatureMap;
  readonly exceptions: ReadonlyMap<string, TilescopeError>;
}

/**
 * The answer to a request out of what its parts gave: as it is, or through the join's derivations. They see the keys,
 * the features (which win over keys), `ts` and `ds`. Derived columns whose name begins like a part that failed are left
 * out. Throws `serving/bad-key` for a key that has to be a number and is another text.
 */
export function deriveJoin(
  { keySchema, valueSchema, derive }: JoinSchema,
  { derivations = [] }: Join,
  request: FeatureRequest,
  parts: readonly PartOutcome[],
  queryMs: number,
): Derived {
  const base = new Map(parts.flatMap(({ features }) => features));
  const exceptions = new Map(parts.flatMap(({ exceptions }) => exceptions));
  const key = keySchema.map((field) => joinKey(request, field));
  if (derive === null) return { features: base, exceptions };

  const derived = new Map<string, TypedValue>();
  if (derive.isRenameOnly) {
    const time = [
      ["ts", { type: "long", value: queryMs }],
      ["ds", { type: "string", value: new Date(queryMs).toISOString().slice(0, 10) }],
    ] as const;
    const keys = Object.entries(request.keys).map(([name, json]) => [name, typedJson(json)] as const);
    const seen = new Map<string, TypedValue>([...keys, ...base, ...time]);
    const renamed = new Set(derivations.map(({ expression }) => expression));
    if (derivations.some(({ name }) => name === "*"))
      for (const [name, feature] of base) if (!renamed.has(name)) derived.set(name, feature);
    for (const { name = "", expression = "" } of derivations)
      if (name !== "*" && name !== "ts" && name !== "ds")
        derived.set(name, seen.get(expression) ?? { type: "string", value: null });
  } else {
    const values = valueSchema.map(({ name }) => base.get(name)?.value ?? null);
    const { schema, row } = derive.derive(key, values, queryMs);
    for (const [i, { name, type }] of schema.entries()) {
      const value = row[i] ?? null;
      if (name.endsWith(EXCEPTION))
        exceptions.set(name, new TilescopeError("serving/failed-derivation", String(value)));
      else derived.set(name, { type, value });
    }
  }
  const failed = [...exceptions.keys()].map((name) => name.slice(0, -EXCEPTION.length));
  for (const name of derived.keys()) if (failed.some((prefix) => name.startsWith(prefix))) derived.delete(name);
  return { features: derived, exceptions };
}

/** A key for derivations: what is no text and does not fit is null to them. */
function joinKey({ name, keys }: FeatureRequest, field: Field): Value {
  const json = Object.hasOwn(keys, field.name) ? (keys[field.name] ?? null) : null;
  try {
    return castKey(name, field, json);
  } catch (error) {
    if (typeof json === "string" || !(error instanceof TilescopeError)) throw error;
    return null;
  }
}
