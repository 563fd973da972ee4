import type { GroupBy } from "../group-by/group-by.ts";
import type { Schema } from "../schema/schema.ts";
import type { JobSettings, RunSummary } from "./protocol.ts";

/** A record of a topic, as the server shows it. */
export interface LiveRecord {
  readonly partition: number;
  readonly offset: number;
  readonly appendedMs: number;
  /** JSON text; null where there is none. */
  readonly value: string | null;
  /** Why there is no value. */
  readonly problem?: string;
}

/** How far a run that follows a topic has come. */
export interface LiveFacts {
  /** Records taken, those included that are not in the run any more. */
  readonly received: number;
  /** The oldest records, left out so that memory stays bounded: the run is one over the records after them. */
  readonly leftOut: number;
  /** Records that are no event: they are in no step. */
  readonly undecodable: number;
  /** Why the first of them is none; null when there is none. */
  readonly problem: string | null;
  /**
   * The time of appending less this is the processing time that is shown, ms. Not 0 where a stream of another time was
   * loaded: what a job computes depends on the distances of its processing times only.
   */
  readonly shiftMs: number;
}

/** Requests about runs that follow a topic. */
export interface LiveRequests {
  /**
   * Begins a run that grows, with the records that a topic holds now; a run with the same id is replaced. Without a
   * schema the columns are learned from these records.
   */
  follow: {
    request: {
      runId: string;
      groupBy: GroupBy;
      settings: JobSettings;
      partitions: number;
      schema?: Schema;
      /** Steps that are kept at least; it holds up to a quarter more. Default: 200,000. */
      keepSteps?: number;
      records: readonly LiveRecord[];
    };
    answer: RunSummary;
  };
  /** Adds the records that came since to a run that `follow` began. Earlier steps stay as they are until some are left out. */
  append: { request: { runId: string; records: readonly LiveRecord[] }; answer: RunSummary };
}
