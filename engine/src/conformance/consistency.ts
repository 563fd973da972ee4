import { compareTables } from "../offline/consistency/compare-tables.ts";
import { tableOf } from "../offline/source/table.ts";
import { arrayOf, objectOf } from "./chronon-case.ts";
import { orError } from "./failure-case.ts";
import type { ConformanceHandler } from "./handler.ts";
import { frameJson, warehouseCase } from "./warehouse-case.ts";

/** Metrics of what was computed again against what was logged. */
export const consistency: ConformanceHandler = async (testCase) => {
  const { keys, mapping, migrationCheck } = objectOf(testCase.params);
  const warehouse = warehouseCase(testCase.tables);
  return orError(async () => {
    const options = {
      name: "x",
      keys: arrayOf(keys).map(String),
      mapping: Object.fromEntries(
        Object.entries(objectOf(mapping ?? {})).map(([left, right]) => [left, String(right)]),
      ),
      migrationCheck: migrationCheck === true,
    };
    return frameJson(await compareTables(tableOf(warehouse, "left_tbl"), tableOf(warehouse, "right_tbl"), options));
  });
};
