import type { SyntaxNode, Tree } from "@lezer/common";
import type { StructName } from "../structs.ts";
import { assignTo } from "./assign.ts";
import { BUILT_INS } from "./built-ins.ts";
import { functionOf } from "./evaluate-call.ts";
import { evaluate } from "./evaluate-expression.ts";
import { importNames, type Modules } from "./import-names.ts";
import { AlreadyReported, diagnosticAt, type PythonDiagnostic, type PythonFile, PythonProblem } from "./place.ts";
import { PythonStruct, PythonUnread, type PythonValue } from "./python-value.ts";
import { type Budget, childrenOf, placeOf, type Scope, textOf } from "./scope.ts";

export interface ModuleReader {
  readonly parse: (text: string) => Tree;
  readonly budget: Budget;
  readonly diagnostics: PythonDiagnostic[];
  readonly modules: Modules;
}

/** Reads the statements of a file and gives its names and their values. What is not read is reported, and the statements after it go on; broken text ends it. */
export function readModule(file: PythonFile, reader: ModuleReader): ReadonlyMap<string, PythonValue> {
  const builtIns: Scope = { file, names: new Map(BUILT_INS), outer: null, budget: reader.budget };
  const scope: Scope = { file, names: new Map(), outer: builtIns, budget: reader.budget };
  const tree = reader.parse(file.text);
  if (isBroken(tree, file, reader.diagnostics)) return scope.names;
  for (const statement of childrenOf(tree.topNode)) {
    try {
      readStatement(statement, scope, reader.modules);
    } catch (error) {
      for (const name of namesGivenBy(statement, scope)) scope.names.set(name, new PythonUnread(null));
      if (error instanceof AlreadyReported) continue;
      if (!(error instanceof PythonProblem)) throw error;
      const { code, place, message, hint } = error;
      reader.diagnostics.push(diagnosticAt(place, { code: `python/${code}`, severity: "error", message, hint }));
    }
  }
  return scope.names;
}

/** Keeps a problem in one statement from being many in those that use its names. */
function namesGivenBy(statement: SyntaxNode, scope: Scope): string[] {
  const assign = statement.getChild("AssignOp");
  return statement
    .getChildren("VariableName")
    .filter(({ from }) => assign === null || from < assign.from)
    .map((node) => textOf(scope, node));
}

function readStatement(statement: SyntaxNode, scope: Scope, modules: Modules): void {
  const children = childrenOf(statement);
  switch (statement.name) {
    case "AssignStatement":
      readAssignment(statement, children, scope);
      return;
    case "ImportStatement":
      importNames(statement, scope, modules);
      return;
    case "FunctionDefinition": {
      const name = statement.getChild("VariableName");
      if (name !== null)
        scope.names.set(textOf(scope, name), functionOf(textOf(scope, name), statement, scope, evaluate));
      return;
    }
    case "ExpressionStatement": {
      const [expression] = children;
      if (expression !== undefined) evaluate(expression, scope);
      return;
    }
    case "PassStatement":
      return;
    default:
      throw new PythonProblem(
        "not-declarative",
        placeOf(scope, statement.firstChild ?? statement),
        `A statement with ${statement.firstChild?.name ?? "this"} is not read: a file is read, and nothing in it is executed.`,
        "Write the definitions out, or compile the file with Chronon and import the compiled JSON.",
      );
  }
}

/** Reports the first place that the grammar could not make sense of: nothing behind it is sure. */
function isBroken(tree: Tree, file: PythonFile, diagnostics: PythonDiagnostic[]): boolean {
  let at: number | null = null;
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) at ??= from;
      return at === null;
    },
  });
  if (at === null) return false;
  const place = { file, start: Math.min(at, file.text.trimEnd().length), end: at + 1 };
  const message = "This is not Python.";
  const hint = "Mend what stands here or just before it; nothing of the file is read until then.";
  diagnostics.push(diagnosticAt(place, { code: "python/syntax", severity: "error", message, hint }));
  return true;
}

/** `a = b = value`; `a: type` alone gives nothing. */
function readAssignment(statement: SyntaxNode, children: readonly SyntaxNode[], scope: Scope): void {
  const assigns = children.flatMap(({ name }, i) => (name === "AssignOp" ? [i] : []));
  const last = assigns.at(-1);
  if (last === undefined) return;
  const right = children.slice(last + 1);
  const [expression] = right;
  if (right.length !== 1 || expression === undefined || statement.getChild("UpdateOp") !== null)
    throw new PythonProblem(
      "not-declarative",
      placeOf(scope, statement),
      `"${textOf(scope, statement).slice(0, 40)}" is not read.`,
      "Give each name a value of its own.",
    );
  const value = evaluate(expression, scope);
  let start = 0;
  for (const assign of assigns) {
    const targets = children.slice(start, assign).filter(({ name }) => name !== "TypeDef");
    assignTo(targets, value, scope);
    for (const target of targets)
      if (target.name === "VariableName") nameDefinition(value, textOf(scope, target), scope);
    start = assign + 1;
  }
}

/** What a file's folder says about it: `group_bys/shop/sales.py` makes GroupBys called `shop.sales.<variable>`. */
export function moduleOf({ path }: PythonFile): { readonly folder: string | null; readonly name: string } {
  const parts = path.replace(/\.py$/, "").split("/");
  const root = parts.findLastIndex((part) => part === "group_bys" || part === "joins" || part === "staging_queries");
  return root < 0
    ? { folder: null, name: parts.at(-1) ?? "" }
    : { folder: parts[root] ?? null, name: parts.slice(root + 1).join(".") };
}

const FOLDER_OF: Readonly<Partial<Record<StructName, string>>> = {
  GroupBy: "group_bys",
  Join: "joins",
  StagingQuery: "staging_queries",
};

/** Whether Chronon compiles definitions of a type from a file; where it lies in none of the folders, all of them. */
export const isCompiledFrom = (type: StructName, file: PythonFile): boolean => {
  const { folder } = moduleOf(file);
  return FOLDER_OF[type] !== undefined && (folder === null || folder === FOLDER_OF[type]);
};

/** Chronon names definitions after team, file and variable: GroupBys in files under `group_bys`, joins in those under `joins`. */
function nameDefinition(value: PythonValue, variable: string, { file, names }: Scope): void {
  if (!(value instanceof PythonStruct) || value.place.file !== file || !isCompiledFrom(value.type, file)) return;
  const { folder, name } = moduleOf(file);
  const metaData = value.get("metaData");
  if (!(metaData instanceof PythonStruct) || (folder === null && metaData.get("name") !== null)) return;
  metaData.fields.set("name", `${name}.${variable}`);
  if (folder === null) return;
  const team = name.split(".")[0] ?? null;
  metaData.fields.set("team", team);
  // GroupBys with names of their own in the file of a join belong to its team.
  const parts = value.get("joinParts");
  for (const part of Array.isArray(parts) ? parts : []) {
    const groupBy = part instanceof PythonStruct ? part.get("groupBy") : null;
    const inner = groupBy instanceof PythonStruct && groupBy.place.file === file ? groupBy.get("metaData") : null;
    if (inner instanceof PythonStruct && [...names.values()].includes(groupBy)) inner.fields.set("team", team);
  }
}
