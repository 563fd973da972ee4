import { plainValue } from "./plain-value.ts";
import type { CellFailure, EvaluateReply, EvaluateRequest, ExportedValue, RunnableCell } from "./sandbox-protocol.ts";

type Exports = Record<string, unknown>;
type CellFunction = (...values: readonly unknown[]) => Promise<void>;

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (...source: string[]) => CellFunction;
const MAX_LOG_LINES = 200;

/** Lines that `new Function` puts before the body. */
const HEAD_LINES = 2;

function logText(values: readonly unknown[]): string {
  return values
    .map((value) => {
      if (typeof value === "string") return value;
      const plain = plainValue("value", value);
      if (!plain.plain) return String(value);
      return JSON.stringify(plain.value, (_key, inner) => (typeof inner === "bigint" ? `${inner}n` : inner));
    })
    .join(" ");
}

function failureOf(error: unknown, fileName: string): CellFailure {
  if (!(error instanceof Error)) return { name: "Thrown", message: logText([error]), generated: null };
  const place = new RegExp(`${fileName}:(\\d+):(\\d+)`).exec(error.stack ?? "");
  const generated = place === null ? null : { line: Number(place[1]) - HEAD_LINES, column: Number(place[2]) };
  return { name: error.name, message: error.message, generated };
}

/** A definition without a name has that of its variable, also where other cells refer to it. */
function nameDefinitions(exports: Exports): void {
  for (const [name, value] of Object.entries(exports)) {
    const { metaData, keyColumns } = (value ?? {}) as { metaData?: { name?: unknown }; keyColumns?: unknown };
    const unnamed = typeof metaData === "object" && metaData !== null && metaData.name === undefined;
    if (unnamed && Array.isArray(keyColumns) && !Object.isFrozen(metaData)) metaData.name = name;
  }
}

/** Runs cells one after the other and keeps what they exported for those that use it. */
export function createCellEvaluator(modules: Readonly<Record<string, Exports>>) {
  const held = new Map<string, Exports>();

  const moduleNamed = (name: string): Exports => {
    const found = Object.hasOwn(modules, name) ? modules[name] : undefined;
    if (found === undefined) {
      const known = Object.keys(modules).join(", ");
      throw new Error(`A notebook cannot import "${name}". It can import: ${known}`);
    }
    return found;
  };

  const scopeOf = (cell: RunnableCell): ReadonlyMap<string, unknown> => {
    const scope = new Map<string, unknown>();
    for (const { module, imported, local, typeOnly } of cell.imports) {
      if (typeOnly) continue;
      const from = moduleNamed(module);
      scope.set(local, imported === "*" ? from : from[imported]);
    }
    for (const { name, cellId } of cell.scope) scope.set(name, held.get(cellId)?.[name]);
    return scope;
  };

  return async function evaluate({ id, cell }: EvaluateRequest): Promise<EvaluateReply> {
    const log: string[] = [];
    const write = (...values: readonly unknown[]) => {
      if (log.length < MAX_LOG_LINES) log.push(logText(values));
    };
    const console = { log: write, info: write, warn: write, error: write, debug: write, table: write };
    const fileName = `cell-${cell.id}.js`;
    const exports: Exports = {};
    const values: ExportedValue[] = [];
    let failure: CellFailure | null = null;
    try {
      const scope = scopeOf(cell);
      const source = `${cell.code}\n//# sourceURL=${fileName}`;
      const run = new AsyncFunction("exports", "require", "console", ...scope.keys(), source);
      await run(exports, moduleNamed, console, ...scope.values());
      nameDefinitions(exports);
      held.set(cell.id, exports);
      for (const [name, value] of Object.entries(exports)) {
        const plain = plainValue(name, value);
        values.push(plain.plain ? { name, plain: true, value: plain.value } : { name, ...plain });
      }
    } catch (error) {
      held.delete(cell.id);
      failure = failureOf(error, fileName);
    }
    return { id, values, failure, log };
  };
}
