import { TilescopeError } from "../../errors.ts";

const TAKEN_OVER = /^(locks\/lost|checkpoint-store\/fenced)$/;

/** Whether a failure says that this process has lost the worker's lock. */
export function isTakenOver(error: unknown): boolean {
  return error instanceof TilescopeError && TAKEN_OVER.test(error.code);
}
