import type { Diagnostic, TilescopeError } from "../errors.ts";
import type { Json } from "../schema/json.ts";
import type { Schema } from "../schema/schema.ts";
import type { Row } from "../schema/value.ts";
import type { Compatibility } from "./compatibility.ts";

/** The features of one key of one GroupBy. */
export interface FeatureRequest {
  /** Name of the GroupBy. */
  readonly name: string;
  /** By key column; others are ignored. */
  readonly keys: Readonly<Record<string, Json>>;
  /** As of when, in ms; now where absent. Not before the end of the batch data. */
  readonly atMillis?: number;
  /** How this request is answered; as the fetcher answers others where absent. */
  readonly compatibility?: Compatibility;
}

/** What a read took. */
export interface ReadCost {
  /** Values read from the store: tiles, events, batch values. */
  readonly values: number;
  readonly bytes: number;
  /** Column updates and merges. */
  readonly merges: number;
}

/** Feature values in the order of their schema. */
export interface Features {
  readonly schema: Schema;
  readonly row: Row;
}

/** The answer to one request; a request fails alone. */
export type FeatureResponse =
  | {
      readonly outcome: "success";
      readonly request: FeatureRequest;
      /** `null`: the store has nothing for the key. */
      readonly features: Features | null;
      /** Derivations that could not be computed, and features that count too much (SPEC S3). */
      readonly diagnostics: readonly Diagnostic[];
      readonly cost: ReadCost;
    }
  /** A key column is null: nothing was asked, nothing is answered. */
  | { readonly outcome: "null-key"; readonly request: FeatureRequest; readonly keyColumn: string }
  | {
      readonly outcome: "failure";
      readonly request: FeatureRequest;
      readonly error: TilescopeError;
      readonly cost: ReadCost;
    };
