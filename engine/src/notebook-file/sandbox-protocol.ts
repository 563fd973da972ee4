import type { Json } from "../schema/json.ts";
import type { ImportedName } from "./cell-analysis.ts";

/** A cell, ready to run. */
export interface RunnableCell {
  readonly id: string;
  readonly code: string;
  readonly imports: readonly ImportedName[];
  /** Names that it takes from other cells, which must have run. */
  readonly scope: readonly { readonly name: string; readonly cellId: string }[];
}

export interface EvaluateRequest {
  readonly id: number;
  readonly cell: RunnableCell;
}

/** What a cell exported under one name. */
export type ExportedValue =
  | { readonly name: string; readonly plain: true; readonly value: Json }
  /** A function, or data with something in it that is no plain data: `reason` says what and where. */
  | { readonly name: string; readonly plain: false; readonly reason: string };

export interface CellFailure {
  readonly name: string;
  readonly message: string;
  /** In the generated code, one-based; null where the error came from elsewhere. */
  readonly generated: { readonly line: number; readonly column: number } | null;
}

export interface EvaluateReply {
  readonly id: number;
  readonly values: readonly ExportedValue[];
  readonly failure: CellFailure | null;
  /** What the cell wrote to the console, a line each. */
  readonly log: readonly string[];
}
