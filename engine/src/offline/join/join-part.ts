import type { Join, JoinPart } from "../../group-by/join.ts";
import { leftKeys, partPrefix } from "../../group-by/join-part-names.ts";
import { shiftDs } from "../source/ds.ts";
import { leftJoin, renameColumns, withColumn } from "../source/join-frames.ts";
import { type Frame, indexOf, PARTITION_COLUMN } from "../source/table.ts";
import { partKind } from "./compute-part.ts";
import { TIME_COLUMN, TIME_PARTITION_COLUMN } from "./left-side.ts";

/** Joins the features of a part to the left: by keys and the moment, the day before or the day, as its kind is. */
export function joinPart(left: Frame, right: Frame, join: Join, part: JoinPart): Frame {
  const names = leftKeys(part);
  const kind = partKind(join, part);
  const prefix = partPrefix(part);
  const isValue = (name: string): boolean =>
    !names.has(name) && name !== TIME_COLUMN && name !== PARTITION_COLUMN && name !== TIME_PARTITION_COLUMN;
  const renamed = renameColumns(right, (name) => (isValue(name) ? `${prefix}_${name}` : (names.get(name) ?? name)));
  const additional =
    kind === "snapshot of day"
      ? [PARTITION_COLUMN]
      : kind === "temporal"
        ? [TIME_COLUMN, PARTITION_COLUMN]
        : [TIME_PARTITION_COLUMN];
  const joinable = kind === "snapshot before" ? ofNextDay(renamed) : renamed;
  return leftJoin(left, joinable, [...names.values(), ...additional]);
}

/** Snapshots by the day whose requests they answer, instead of their own. */
function ofNextDay(frame: Frame): Frame {
  const ds = indexOf(frame, PARTITION_COLUMN);
  const next = withColumn(frame, { name: TIME_PARTITION_COLUMN, type: "string" }, (row) => shiftDs(String(row[ds]), 1));
  return renameColumns(next, (name) => (name === PARTITION_COLUMN ? null : name));
}
