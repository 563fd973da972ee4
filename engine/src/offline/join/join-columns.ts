import { declaredFields } from "../../group-by/declared-type.ts";
import type { ExternalPart, Join, JoinPart } from "../../group-by/join.ts";
import { externalLeftKey, externalPrefix, leftKeys, partPrefix } from "../../group-by/join-part-names.ts";
import { type Schema, sameType } from "../../schema/schema.ts";
import { createFeatureSet } from "../../serving/feature-set.ts";
import { project, projections } from "../backfill/derive-frame.ts";
import { NO_DAYS } from "../source/ds-range.ts";
import { groupByInput } from "../source/group-by-input.ts";
import { PARTITION_COLUMN, type Warehouse } from "../source/table.ts";

/** What a join's parts add to its left side. */
export interface JoinColumns {
  /** Left names of the parts' keys. */
  readonly keys: Schema;
  /** Feature columns of the GroupBys, then of external sources. */
  readonly values: Schema;
  /** The GroupBys' share of `values`. */
  readonly partValues: Schema;
  readonly externals: readonly ExternalColumns[];
}

/** Columns that only exist online; offline they are null unless the left has them. */
export interface ExternalColumns {
  readonly keys: Schema;
  readonly values: Schema;
  /** Gives the request's keys back: key and value are one. */
  readonly isContextual: boolean;
}

export const CONTEXTUAL_PREFIX = "ext_contextual";

export function joinColumns(warehouse: Warehouse, join: Join): JoinColumns {
  const parts = (join.joinParts ?? []).map((part) => partColumns(warehouse, part));
  const externals = (join.onlineExternalParts ?? [])
    .filter(({ source }) => source?.offlineGroupBy === undefined)
    .map(externalColumns);
  const partValues = parts.flatMap(({ values }) => values);
  return {
    keys: parts.flatMap(({ keys }) => keys),
    values: [...partValues, ...externals.flatMap(({ values }) => values)],
    partValues,
    externals,
  };
}

function partColumns(warehouse: Warehouse, part: JoinPart): { readonly keys: Schema; readonly values: Schema } {
  const groupBy = part.groupBy ?? {};
  const { aggregations, derivations = [] } = groupBy;
  const { keySchema, valueSchema } = groupByInput(warehouse, groupBy, NO_DAYS, 0);
  const features =
    aggregations === undefined
      ? valueSchema
      : createFeatureSet(valueSchema, aggregations).windowedAggregator.outputSchema;
  const left = leftKeys(part);
  const prefixed = (schema: Schema): Schema =>
    schema.map(({ name, type }) => ({ name: `${partPrefix(part)}_${name}`, type }));
  const keys = keySchema.map(({ name, type }) => ({ name: left.get(name) ?? name, type }));
  if (derivations.length === 0) return { keys, values: prefixed(features) };
  const own: Schema = [...keySchema, { name: PARTITION_COLUMN, type: "string" }];
  const base = { schema: [...features, ...own], rows: [] };
  const derived = project(
    base,
    projections(
      derivations,
      base.schema.map(({ name }) => name),
    ),
  );
  const isOwn = (name: string, type: Schema[number]["type"]): boolean =>
    own.some((field) => field.name === name && sameType(field.type, type));
  return { keys, values: prefixed(derived.schema.filter(({ name, type }) => !isOwn(name, type))) };
}

function externalColumns(part: ExternalPart): ExternalColumns {
  return {
    keys: declaredFields(part.source?.keySchema).map(({ name, type }) => ({ name: externalLeftKey(part, name), type })),
    values: declaredFields(part.source?.valueSchema).map(({ name, type }) => ({
      name: `${externalPrefix(part)}_${name}`,
      type,
    })),
    isContextual: part.source?.metadata?.name === "contextual",
  };
}
