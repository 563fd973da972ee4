export {
  type BatchIr,
  buildBatchIr,
  denormalizeBatchIr,
  normalizeBatchIr,
  type TailHop,
} from "./batch-ir.ts";
export type { Compatibility } from "./compatibility.ts";
export { exactWindow, scanWindows } from "./exact-window.ts";
export type { FeatureRequest, FeatureResponse, Features, ReadCost } from "./feature-request.ts";
export { createFeatureSet, type FeatureSet, type TimedRow } from "./feature-set.ts";
export { createFetcher, type Fetcher, type FetcherOptions } from "./fetcher.ts";
export type { ExternalHandler, ExternalKeys } from "./join/external-source.ts";
export { createJoinFetcher, type JoinFetcher, type JoinFetcherOptions } from "./join/join-fetcher.ts";
export type { FeatureMap, JoinResponse, TypedValue } from "./join/join-response.ts";
export type { KeyReading } from "./request-key.ts";
export { featuresJson, type RestResponse, restResponse } from "./rest-response.ts";
export {
  type BatchPart,
  type Mutation,
  readEvents,
  readMutations,
  readTiles,
  type TileIr,
} from "./sawtooth.ts";
export type { ServedGroupBy, ServingInfo, ServingInfos, StreamedValues } from "./serving-info.ts";
export {
  readServingInfo,
  SERVING_INFO_KEY,
  type StoredServingInfo,
  servedGroupBy,
  writeServingInfo,
} from "./stored-serving-info.ts";
export { createStoredServingInfos, type StoredServingInfosOptions } from "./stored-serving-infos.ts";
export { pastTailBuffer, TAIL_BUFFER_MS } from "./tail-buffer.ts";
export type { MergeCount } from "./window-merge.ts";
