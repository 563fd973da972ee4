/**
 * The TypeScript compiler as a value, so that the same analysis runs on the copy inside Monaco's worker in the page and
 * on the `typescript` package in tests.
 */
export type TypeScript = typeof import("typescript");
