import type { TilescopeError } from "../../errors.ts";
import type { DataType } from "../../schema/schema.ts";
import type { Value } from "../../schema/value.ts";
import type { FeatureRequest } from "../feature-request.ts";

/** A value and its type. */
export interface TypedValue {
  readonly type: DataType;
  readonly value: Value;
}

/** Features by name. What a part has nothing for is absent, which is not the same as null. */
export type FeatureMap = ReadonlyMap<string, TypedValue>;

/** The answer to one request of a join. Its `name` is the join's. */
export type JoinResponse =
  | {
      readonly outcome: "success";
      readonly request: FeatureRequest;
      readonly features: FeatureMap;
      /** Why a part has no features, by `<prefix of the part>_exception`. The other parts do not suffer from it. */
      readonly exceptions: ReadonlyMap<string, TilescopeError>;
    }
  | { readonly outcome: "failure"; readonly request: FeatureRequest; readonly error: TilescopeError };
