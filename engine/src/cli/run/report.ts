import type { Json } from "../../schema/json.ts";
import type { FetchResult, RunSummary, Verdict } from "../../worker/protocol.ts";

/** Something to mend in a cell, at its place in the file. */
export interface PlacedProblem {
  readonly cell: string;
  readonly severity: "error" | "warning" | "info";
  readonly code: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
}

/** One feature of one key: as it is served from tiles, and exactly. */
export interface FeatureReport {
  readonly feature: string;
  readonly type: string;
  readonly served: Json;
  /** Null where the job is untiled: there is nothing to compare. */
  readonly compared: { readonly exact: Json; readonly equal: "same" | "within-epsilon" | "differs" } | null;
  readonly reasons: readonly string[];
}

/** A definition over a stream, at the end of the stream or at the time that a cell names. */
export interface RunReport {
  readonly definition: string;
  readonly stream: string;
  /** Names of the values that show this run. */
  readonly shownBy: readonly string[];
  readonly outcome:
    | {
        readonly counts: RunSummary["counts"];
        readonly tileSizeMs: number;
        readonly runMs: number;
        readonly queryMs: number;
        readonly problems: readonly string[];
        /** The busiest, and those that cells name. */
        readonly keys: readonly {
          readonly key: string;
          readonly events: number;
          readonly features: readonly FeatureReport[];
        }[];
      }
    | { readonly skipped: string }
    | { readonly failed: string };
}

/** What became of a value that asks a run something: its answer, or why there is none. */
export interface AskedReport {
  readonly asks: "fetch" | "expect";
  readonly name: string;
  readonly cell: string;
  readonly line: number;
  readonly outcome:
    | { readonly kind: "fetch"; readonly fetched: FetchResult }
    /** `lines`: where each expected feature stands in the file. */
    | { readonly kind: "expect"; readonly verdict: Verdict; readonly lines: Readonly<Record<string, number>> }
    | { readonly kind: "failed"; readonly problems: readonly PlacedProblem[] };
}

/** Everything that running a notebook gave; plain data. */
export interface NotebookReport {
  readonly file: string;
  readonly passed: boolean;
  readonly problems: readonly PlacedProblem[];
  readonly logs: readonly { readonly cell: string; readonly lines: readonly string[] }[];
  readonly runs: readonly RunReport[];
  /** Of fetches and expectations. */
  readonly answers: readonly AskedReport[];
}
