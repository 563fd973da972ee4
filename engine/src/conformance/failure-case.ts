import { TilescopeError } from "../errors.ts";
import type { ConformanceAnswer } from "./handler.ts";
import type { JsonObject } from "./windowed-case.ts";

/** What a job gives, or its failure as the cases write one. */
export async function orError(job: () => Promise<JsonObject>): Promise<ConformanceAnswer> {
  try {
    return { actual: await job() };
  } catch (error) {
    if (error instanceof TilescopeError) return { actual: { error: { class: error.code } } };
    throw error;
  }
}
