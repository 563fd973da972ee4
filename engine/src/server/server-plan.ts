import { compilePlan } from "../group-by/compile-plan.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import { loadForDefinition } from "../group-by/load-for-definition.ts";
import type { Plan } from "../group-by/plan.ts";
import { checkJobSettings } from "../runtime/job-settings.ts";
import type { Schema } from "../schema/schema.ts";
import type { JobSettings } from "../worker/protocol.ts";
import { RequestError } from "./request-error.ts";

/** Compiles a definition for the columns of its topic. Throws `RequestError` with the diagnostics. */
export async function serverPlan(definition: GroupBy, schema: Schema): Promise<Plan> {
  await loadForDefinition(definition);
  const compiled = compilePlan(definition, schema);
  if (!compiled.ok) throw RequestError.diagnostics("group-by/invalid", compiled.diagnostics);
  return compiled.value;
}

/** The same, with settings that suit it. */
export async function jobPlan(definition: GroupBy, schema: Schema, settings: JobSettings): Promise<Plan> {
  const plan = await serverPlan(definition, schema);
  const checked = checkJobSettings(settings, plan);
  if (!checked.ok) throw RequestError.diagnostics("job/invalid-settings", checked.diagnostics);
  return plan;
}
