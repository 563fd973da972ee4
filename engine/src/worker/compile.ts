import { compilePlan } from "../group-by/compile-plan.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import { loadForDefinition } from "../group-by/load-for-definition.ts";
import type { Plan } from "../group-by/plan.ts";
import { describeType, type Schema } from "../schema/schema.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../time/duration.ts";
import { windowStartMs } from "../time/window.ts";
import type { EngineSessionOptions } from "./call-context.ts";
import { orThrow } from "./definition-error.ts";
import type { CompileSummary, EngineRequests, FeatureSummary } from "./protocol.ts";

const NUMERIC = new Set(["byte", "short", "int", "long", "float", "double"]);

/** An arbitrary moment that is on no hop: 14:32:10 on a day far from 1970. */
const OFF_THE_HOP_MS = 20_000 * DAY_MS + 14 * HOUR_MS + 32 * MINUTE_MS + 10 * SECOND_MS;

export function featureSummaries(plan: Plan): FeatureSummary[] {
  return plan.features.map((feature, i) => {
    const type = plan.windowedAggregator.outputSchema[i]?.type ?? "string";
    return {
      name: feature.name,
      type: describeType(type),
      windowMs: Number.isFinite(feature.windowMs) ? feature.windowMs : null,
      tailHopMs: feature.tailHopMs,
      numeric: typeof type === "string" && NUMERIC.has(type),
    };
  });
}

/** Tiles that one read of the longest bounded window touches at a moment on no hop; null without such a window. */
export function tilesPerRead(plan: Plan, tileSizeMs = plan.tileSizeMs): number | null {
  const counts = plan.features
    .filter((feature) => Number.isFinite(feature.windowMs))
    .map((feature) =>
      Math.ceil((OFF_THE_HOP_MS - windowStartMs(OFF_THE_HOP_MS, feature.windowMs, feature.tailHopMs)) / tileSizeMs),
    );
  return counts.length === 0 ? null : Math.max(...counts);
}

/** Validates and compiles a definition against the columns of its stream; throws `DefinitionError`. */
export async function planOf(
  groupBy: GroupBy,
  sourceSchema: Schema,
): Promise<{ plan: Plan; warnings: CompileSummary["warnings"] }> {
  await loadForDefinition(groupBy);
  const compiled = compilePlan(groupBy, sourceSchema);
  const plan = orThrow(compiled, "group-by/invalid", "The GroupBy cannot run");
  return { plan, warnings: compiled.ok ? compiled.warnings : [] };
}

/** Schema of the tile IR as a person reads it. */
export function irSchemaText(plan: Plan): string {
  const fields = plan.baseAggregator.irSchema.map((field) => `  ${field.name}: ${describeType(field.type)}?`);
  return ["record ir {", ...fields, "}"].join("\n");
}

/** What a definition would compute: features, tile size, schemas. */
export async function compileDefinition(
  request: EngineRequests["compile"]["request"],
  options: EngineSessionOptions,
): Promise<CompileSummary> {
  const startedMs = options.nowMs();
  const { plan, warnings } = await planOf(request.groupBy, request.sourceSchema);
  return {
    name: plan.name,
    features: featureSummaries(plan),
    keyColumns: plan.keySchema.map((field) => field.name),
    tileSizeMs: plan.tileSizeMs,
    tilesPerRead: tilesPerRead(plan),
    irSchema: irSchemaText(plan),
    compileMs: options.nowMs() - startedMs,
    warnings,
  };
}
