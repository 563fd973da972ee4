export { aggregateMutations } from "./aggregate-mutations.ts";
export { computeWindows, type WindowMode } from "./compute-windows.ts";
export { slideWindows } from "./slide-windows.ts";
