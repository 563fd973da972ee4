import { declaredFields } from "../../group-by/declared-type.ts";
import type { Join } from "../../group-by/join.ts";
import { externalLeftKey, externalPrefix, leftKeys, partPrefix } from "../../group-by/join-part-names.ts";
import type { Field, Schema } from "../../schema/schema.ts";
import { compileDerivations, type Derive } from "../derive.ts";
import type { PreparedServing } from "../prepared-serving.ts";
import type { ServingInfo, ServingInfos } from "../serving-info.ts";

/** What a join's parts have together. */
export interface JoinSchema {
  /** Keys of the left side; of a name that parts have in several types the last one counts. */
  readonly keySchema: Schema;
  readonly valueSchema: Schema;
  /** `null` without derivations. */
  readonly derive: Derive | null;
}

/**
 * Puts the schema of a join together from its parts' serving infos, once for the same infos. A part that has none yet
 * is left out.
 */
export function createJoinSchemas(
  servingInfos: ServingInfos,
  prepare: (info: ServingInfo) => Promise<PreparedServing>,
): (join: Join) => Promise<JoinSchema> {
  const made = new WeakMap<Join, { readonly infos: readonly (ServingInfo | null)[]; readonly schema: JoinSchema }>();
  return async (join) => {
    const parts = join.joinParts ?? [];
    const infos = await Promise.all(
      parts.map(async ({ groupBy }) => {
        try {
          return await servingInfos.get(groupBy?.metaData?.name ?? "");
        } catch {
          // Its requests fail and say why.
          return null;
        }
      }),
    );
    const known = made.get(join);
    if (known?.infos.every((info, i) => info === infos[i])) return known.schema;
    const served = await Promise.all(infos.map((info) => (info === null ? null : prepare(info))));
    const schema = await joinSchema(join, served);
    made.set(join, { infos, schema });
    return schema;
  };
}

async function joinSchema(join: Join, served: readonly (PreparedServing | null)[]): Promise<JoinSchema> {
  const keys = new Map<string, Field>();
  const values: Field[] = [];
  for (const [i, part] of (join.joinParts ?? []).entries()) {
    const serving = served[i] ?? null;
    if (serving === null) continue;
    const left = leftKeys(part);
    for (const { name, type } of serving.info.plan.keySchema) {
      const leftName = left.get(name) ?? name;
      keys.set(leftName, { name: leftName, type });
    }
    for (const { name, type } of serving.derive?.schema ?? serving.valueSchema)
      values.push({ name: `${partPrefix(part)}_${name}`, type });
  }
  for (const part of join.onlineExternalParts ?? []) {
    for (const { name, type } of declaredFields(part.source?.keySchema)) {
      const leftName = externalLeftKey(part, name);
      keys.set(leftName, { name: leftName, type });
    }
    for (const { name, type } of declaredFields(part.source?.valueSchema))
      values.push({ name: `${externalPrefix(part)}_${name}`, type });
  }
  const keySchema = [...keys.values()];
  return { keySchema, valueSchema: values, derive: await compileDerivations(join.derivations, keySchema, values) };
}
