import { pythonJson } from "../group-by/chronon/python-json.ts";
import type { Source } from "../group-by/group-by.ts";
import { viewSource } from "../group-by/source-kind.ts";

/** The table partitions that a batch job over the source waits for, as the JSON texts that Chronon's compiler writes. */
export function sourceDependencies(source: Source, lag: number): string[] {
  const { query } = viewSource(source);
  const tables = [source.events?.table, source.entities?.snapshotTable, source.entities?.mutationTable];
  const partition = query.partitionColumn ?? "ds";
  const day = lag === 0 ? "{{ ds }}" : `{{ macros.ds_add(ds, -${lag}) }}`;
  return tables
    .filter((table) => table !== undefined)
    .map((table) => {
      const [name = "", ...filters] = table.split("/");
      return pythonJson({
        name: `wait_for_${name}_${partition}${lag === 0 ? "" : `_minus_${lag}`}`,
        spec: [`${name}/${partition}=${day}`, ...filters].join("/"),
        start: query.startPartition ?? null,
        end: query.endPartition ?? null,
      });
    });
}
