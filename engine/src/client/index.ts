export { ClientError, type ClientFailure } from "./client-error.ts";
export {
  type Client,
  type ClientOptions,
  createClient,
  type FeatureKeys,
  type FeatureResult,
  type FetchOptions,
  type ServerConfig,
} from "./create-client.ts";
export type { CallOptions } from "./server-call.ts";
