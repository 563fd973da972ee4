import type { Emission } from "./emission.ts";

/** The end of a record that no tile and no side output sees. */
export type Rejected = Extract<Emission, { kind: "filtered" | "invalid" }>;
