export { type ChrononDefinition, readDefinition, type StagingQuery, writeDefinition } from "./definition.ts";
export {
  type PythonDefinition,
  type PythonDiagnostic,
  type PythonFile,
  type PythonReading,
  type PythonSurroundings,
  readChrononPython,
} from "./python/read-chronon-python.ts";
export type { TeamSettings } from "./team-settings.ts";
export { writeChrononPython } from "./text/write-chronon-python.ts";
export { exportName, forNotebook, writeNotebook } from "./text/write-notebook.ts";
export { type NotebookCell, writeNotebookCell } from "./text/write-notebook-cell.ts";
