import type { Plan } from "../group-by/plan.ts";
import type { Schema } from "../schema/schema.ts";

/** What the streaming dataset of a GroupBy holds. */
export type StreamedValues =
  /** Tiles of one size; tiles of other sizes in the dataset, left by earlier jobs, are not read. */
  | { readonly kind: "tiles"; readonly tileSizeMs: number }
  /** One value per event, at its event time. */
  | { readonly kind: "events" }
  /** One value per change of an entity, at the time of the change. */
  | { readonly kind: "mutations" };

/** What serving needs of a GroupBy. A `Plan` has it. */
export type ServedGroupBy = Pick<
  Plan,
  | "groupBy"
  | "cleanName"
  | "accuracy"
  | "keySchema"
  | "inputSchema"
  | "features"
  | "baseAggregator"
  | "windowedAggregator"
  | "streamingDataset"
  | "batchDataset"
>;

/** What a fetcher has to know to read the values of one GroupBy. Replace the object when anything of it changes. */
export interface ServingInfo {
  readonly plan: ServedGroupBy;
  /** `null`: there is no streaming dataset. */
  readonly streamed: StreamedValues | null;
  /** End of the newest batch upload in ms: the midnight after its last day. `null`: nothing was uploaded. */
  readonly batchEndMs: number | null;
  /** The columns of a batch value of a GroupBy without aggregations, which has no features. Absent for all others. */
  readonly selectedSchema?: Schema;
}

/** Where a fetcher gets serving infos from. */
export interface ServingInfos {
  /** `null`: there is no such GroupBy. */
  get(name: string): Promise<ServingInfo | null>;
  /** The store holds a later batch upload than the info says. */
  refresh?(name: string): void;
}
