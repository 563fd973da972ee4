import { cleanName } from "../dataset-names.ts";
import type { Source } from "../group-by.ts";
import type { Join } from "../join.ts";
import { viewSource } from "../source-kind.ts";
import { pythonJson } from "./python-json.ts";

/** The table partitions that a batch job over the source waits for, as the JSON texts that Chronon's compiler writes. */
export function sourceDependencies(source: Source, lag: number): string[] {
  const { query } = viewSource(source);
  const tables = [
    source.events?.table,
    source.entities?.snapshotTable,
    source.entities?.mutationTable,
    joinTable(source.joinSource?.join),
  ];
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

/** The table that a join is backfilled into; its namespace is filled in where the team's settings are known. */
function joinTable(join: Join | undefined): string | undefined {
  return join && `${join.metaData?.outputNamespace ?? "{{ db }}"}.${cleanName(join.metaData?.name ?? "")}`;
}
