export { aggregateMutations } from "./aggregate-mutations.ts";
export { computeWindows, type WindowMode } from "./compute-windows.ts";
export { KeyNumbers } from "./point-in-time/key-numbers.ts";
export { pointInTime } from "./point-in-time/point-in-time.ts";
export type { QueryBatch } from "./point-in-time/query-batch.ts";
export { slideWindows } from "./slide-windows.ts";
export { type Ds, dsOf, shiftDs, startOfDs } from "./source/ds.ts";
export { type Frame, type Table, type Warehouse, warehouseOf } from "./source/table.ts";
export { type Upload, type UploadRow, uploadGroupBy, uploadPuts } from "./upload/upload-group-by.ts";
