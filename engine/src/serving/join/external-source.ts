import type { TilescopeError } from "../../errors.ts";
import type { Json } from "../../schema/json.ts";
import type { Features } from "../feature-request.ts";

/** Key values by the names that the source has for them, as the request gave them. */
export type ExternalKeys = Readonly<Record<string, Json>>;

/** Computes features outside the store, at the time of the request: one answer per list of keys, in order. */
export type ExternalHandler = (requests: readonly ExternalKeys[]) => Promise<readonly (Features | TilescopeError)[]>;
