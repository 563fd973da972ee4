import { loadSketches } from "../aggregation/sketches/load-sketches.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import { backfillGroupBy } from "../offline/backfill/backfill-group-by.ts";
import { objectOf } from "./chronon-case.ts";
import { orError } from "./failure-case.ts";
import type { ConformanceHandler } from "./handler.ts";
import { frameJson, warehouseCase } from "./warehouse-case.ts";

/** A GroupBy backfill over a range of days. */
export const groupByBackfill: ConformanceHandler = async (testCase) => {
  await loadSketches();
  const { endPartition, stepDays, incremental } = objectOf(testCase.params);
  return orError(async () => {
    const frame = await backfillGroupBy(objectOf(testCase.conf) as unknown as GroupBy, warehouseCase(testCase.tables), {
      endDs: String(endPartition),
      ...(stepDays !== undefined && { stepDays: Number(stepDays) }),
      incremental: incremental === true,
    });
    return frameJson(frame);
  });
};
