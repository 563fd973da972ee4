import type { Query } from "../group-by.ts";
import { pythonJson } from "./python-json.ts";

/** Partitions that an author named, as the JSON texts that Chronon's compiler writes. */
export const dependencyTexts = (partitions: readonly string[], query: Query): string[] =>
  partitions.map((spec) =>
    pythonJson({
      name: `wait_for_${spec.replace(/[^a-zA-Z0-9]+/g, "_")}`.replace(/_+/g, "_").replace(/_+$/, ""),
      spec,
      start: query.startPartition ?? null,
      end: query.endPartition ?? null,
    }),
  );
