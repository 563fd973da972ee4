import type { Json } from "../schema/json.ts";

/** A reference case as one JSON line holds it, its expected part perhaps absent. */
export interface ConformanceCase {
  readonly id: string;
  readonly kind?: string;
  readonly [field: string]: Json | undefined;
}

/** What the engine computes for a case, shaped as that format's expected part, or why it cannot. */
export type ConformanceAnswer = { readonly actual: Json } | { readonly unsupported: string };

/** `siblings` reads a file beside the case file, such as Spark's `fixture.json`. */
export type ConformanceHandler = (
  testCase: ConformanceCase,
  siblings: (fileName: string) => Promise<string>,
) => ConformanceAnswer | Promise<ConformanceAnswer>;
