import { TilescopeError } from "../../errors.ts";
import { declaredFields } from "../../group-by/declared-type.ts";
import type { ExternalPart } from "../../group-by/join.ts";
import { externalLeftKey, externalPrefix } from "../../group-by/join-part-names.ts";
import { type Json, stringifyJson } from "../../schema/json.ts";
import type { Schema } from "../../schema/schema.ts";
import type { FeatureRequest, Features } from "../feature-request.ts";
import type { ExternalHandler, ExternalKeys } from "./external-source.ts";
import { EXCEPTION, type PartOutcome } from "./join-parts.ts";
import { declaredJson, typedJson } from "./typed-json.ts";

/** Gives the request's keys back as features. */
const CONTEXTUAL = "contextual";

/** What to ask an external source for a part of one request. */
export interface ExternalRequest {
  readonly source: string;
  readonly prefix: string;
  /** Declared types of the keys. */
  readonly keySchema: Schema;
  readonly keys: ExternalKeys | TilescopeError;
}

/** The external requests of one join request. Where a key is missing the part fails; contextual ones take null instead. */
export function externalParts(parts: readonly ExternalPart[], { keys }: FeatureRequest): ExternalRequest[] {
  return parts.map((part) => {
    const source = part.source?.metadata?.name ?? "";
    const keySchema = declaredFields(part.source?.keySchema);
    const names = keySchema.map(({ name }) => [name, externalLeftKey(part, name)] as const);
    const missing = names.filter(([, left]) => !Object.hasOwn(keys, left)).map(([, left]) => left);
    const prefix = externalPrefix(part);
    if (missing.length > 0 && source !== CONTEXTUAL) {
      const message = `${prefix} needs the keys ${missing.join(", ")}, which the request lacks`;
      return { source, prefix, keySchema, keys: new TilescopeError("serving/missing-key", message) };
    }
    return {
      source,
      prefix,
      keySchema,
      keys: Object.fromEntries(names.map(([name, left]) => [name, keys[left] ?? null])),
    };
  });
}

/** Asks every source once for each different list of keys. One outcome per request, in order. */
export async function fetchExternal(
  requests: readonly ExternalRequest[],
  handlers: ReadonlyMap<string, ExternalHandler>,
): Promise<PartOutcome[]> {
  const bySource = Map.groupBy(
    requests.filter(({ keys }) => !(keys instanceof TilescopeError)),
    ({ source }) => source,
  );
  const answers = new Map<string, Features | TilescopeError>();
  await Promise.all(
    [...bySource].map(async ([source, ofSource]) => {
      const distinct = new Map(ofSource.map((request) => [idOf(source, request.keys), request]));
      const found = await ask(source, [...distinct.values()], handlers.get(source));
      for (const [i, id] of [...distinct.keys()].entries()) answers.set(id, found[i] ?? noAnswer(source));
    }),
  );
  return requests.map(({ source, prefix, keys }) => {
    const answer = keys instanceof TilescopeError ? keys : (answers.get(idOf(source, keys)) ?? noAnswer(source));
    if (answer instanceof TilescopeError) return { features: [], exceptions: [[`${prefix}${EXCEPTION}`, answer]] };
    const features = answer.schema.map(
      ({ name, type }, i) => [`${prefix}_${name}`, { type, value: answer.row[i] ?? null }] as const,
    );
    return { features, exceptions: [] };
  });
}

async function ask(
  source: string,
  requests: readonly ExternalRequest[],
  handler: ExternalHandler | undefined,
): Promise<readonly (Features | TilescopeError)[]> {
  if (handler !== undefined) {
    try {
      return await handler(requests.map(({ keys }) => keys as ExternalKeys));
    } catch (cause) {
      const failure = new TilescopeError("serving/external-failed", `The external source ${source} failed`, cause);
      return requests.map(() => failure);
    }
  }
  if (source === CONTEXTUAL) return requests.map(contextual);
  const unknown = new TilescopeError("serving/unknown-source", `No handler is registered for the source ${source}`);
  return requests.map(() => unknown);
}

/** A key that fits its declared type has that type, any other the one that it was given with. */
function contextual({ keySchema, keys }: ExternalRequest): Features {
  const typed = Object.entries(keys).map(([name, json]) => {
    const declared = keySchema.find((field) => field.name === name);
    return { name, ...(declared === undefined ? typedJson(json) : declaredJson(declared.type, json)) };
  });
  return { schema: typed.map(({ name, type }) => ({ name, type })), row: typed.map(({ value }) => value) };
}

const idOf = (source: string, keys: unknown): string => `${source} ${stringifyJson(keys as Json)}`;

const noAnswer = (source: string): TilescopeError =>
  new TilescopeError("serving/external-failed", `The external source ${source} gave no answer`);
