import { loadSketches } from "../aggregation/sketches/load-sketches.ts";
import type { Join } from "../group-by/join.ts";
import { JoinJob } from "../offline/join/join-job.ts";
import { type Table, warehouseOf } from "../offline/source/table.ts";
import type { Json } from "../schema/json.ts";
import { arrayOf, objectOf } from "./chronon-case.ts";
import { orError } from "./failure-case.ts";
import type { ConformanceHandler } from "./handler.ts";
import { frameJson, tablesOf } from "./warehouse-case.ts";

function runOf(json: Json): { readonly endDs: string; readonly startDs?: string; readonly stepDays?: number } {
  const { endPartition, overrideStartPartition, stepDays } = objectOf(json);
  return {
    endDs: String(endPartition),
    ...(typeof overrideStartPartition === "string" && { startDs: overrideStartPartition }),
    ...(typeof stepDays === "number" && { stepDays }),
  };
}

/** Join backfills: one run, or several against the same output, between which tables may be replaced. */
export const join: ConformanceHandler = async (testCase) => {
  await loadSketches();
  const tables = new Map(tablesOf(testCase.tables).map((table): [string, Table] => [table.name, table]));
  const { runs, ...single } = objectOf(testCase.params);
  return orError(async () => {
    const job = new JoinJob(objectOf(testCase.conf) as unknown as Join);
    if (runs === undefined) return frameJson(await job.run(warehouseOf(tables.values()), runOf(single)));
    for (const run of arrayOf(runs)) {
      for (const table of tablesOf(objectOf(run).tables ?? [])) tables.set(table.name, table);
      await job.run(warehouseOf(tables.values()), runOf(run));
    }
    return frameJson(job.output);
  });
};
