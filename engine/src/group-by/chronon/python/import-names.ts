import type { SyntaxNode } from "@lezer/common";
import { didYouMean } from "../../closest-names.ts";
import { PythonProblem } from "./place.ts";
import { PythonNamespace, PythonUnread, type PythonValue } from "./python-value.ts";
import { childrenOf, placeOf, type Scope, splitAtCommas, textOf } from "./scope.ts";

/** Where imports lead. */
export interface Modules {
  readonly chronon: ReadonlyMap<string, PythonNamespace>;
  /** Reads another file of definitions, by its module name; null when there is none. */
  load(module: string): PythonNamespace | null;
}

const API = "ai.chronon";

/** `import a.b as c`, `from a.b import c as d`. */
export function importNames(statement: SyntaxNode, scope: Scope, modules: Modules): void {
  const children = childrenOf(statement);
  const split = children.findIndex(({ name }) => name === "import");
  const isFrom = children[0]?.name === "from";
  const module = children
    .slice(1, split)
    .map((part) => textOf(scope, part))
    .join("");
  const clauses = splitAtCommas(children.slice(split + 1).filter(({ name }) => name !== "(" && name !== ")"));
  if (isFrom && module.startsWith("."))
    throw new PythonProblem(
      "relative-import",
      placeOf(scope, statement),
      `The import from ${module} is relative.`,
      "Import from the root of the repository: from group_bys.team.file import name.",
    );
  for (const clause of clauses) {
    const as = clause.findIndex(({ name }) => name === "as");
    const path = (as < 0 ? clause : clause.slice(0, as)).map((part) => textOf(scope, part)).join("");
    const alias = as < 0 ? null : clause[as + 1];
    const [place] = clause;
    if (place === undefined) continue;
    if (path === "*")
      throw new PythonProblem(
        "star-import",
        placeOf(scope, place),
        `All names of ${module} are imported at once.`,
        "Import each name that the file uses.",
      );
    if (isFrom) scope.names.set(alias ? textOf(scope, alias) : path, nameFrom(module, path, place, scope, modules));
    else importModule(path, alias ? textOf(scope, alias) : null, scope, modules);
  }
}

const unread = (module: string): PythonUnread =>
  new PythonUnread(`${module} is neither part of Chronon's API nor a file beside this one.`);

/** A module of the API, of the repository, or a package of such modules. */
function moduleNamed(module: string, modules: Modules): PythonNamespace | null {
  const own = modules.chronon.get(module);
  if (own !== undefined) return own;
  if (module !== API && module !== "ai" && !module.startsWith(`${API}.`)) return modules.load(module);
  const inside = [...modules.chronon.keys()].filter((name) => name.startsWith(`${module}.`));
  const next = new Set(inside.map((name) => name.slice(module.length + 1).split(".")[0] ?? ""));
  const members = [...next].map((name): [string, PythonValue] => {
    const member = `${module}.${name}`;
    return [name, moduleNamed(member, modules) ?? unread(member)];
  });
  return members.length > 0 ? new PythonNamespace(module, members) : null;
}

function nameFrom(module: string, name: string, place: SyntaxNode, scope: Scope, modules: Modules): PythonValue {
  const found = moduleNamed(module, modules);
  const member = found?.members.get(name);
  if (member !== undefined) return member;
  const inner = module.startsWith(API) ? null : modules.load(`${module}.${name}`);
  if (inner !== null) return inner;
  if (found === null || module.startsWith(API))
    return new PythonUnread(
      found === null
        ? `${module} is neither part of Chronon's API nor a file beside this one.`
        : `Tilescope does not know ${name} of ${module}. ${didYouMean(name, [...found.members.keys()])}`,
    );
  throw new PythonProblem(
    "unknown-name",
    placeOf(scope, place),
    `${module} has no ${name}.`,
    didYouMean(name, [...found.members.keys()]),
  );
}

/** `import a.b.c` gives the name `a`, through which `a.b.c` is reached. */
function importModule(path: string, alias: string | null, scope: Scope, modules: Modules): void {
  const found = moduleNamed(path, modules) ?? unread(path);
  const [first = path, ...rest] = path.split(".");
  if (alias !== null || rest.length === 0) {
    scope.names.set(alias ?? first, found);
    return;
  }
  const wrap = (names: readonly string[], prefix: string, given: PythonValue | undefined): PythonValue => {
    const [name, ...more] = names;
    if (name === undefined) return found;
    const members = given instanceof PythonNamespace ? given.members : new Map<string, PythonValue>();
    return new PythonNamespace(prefix, [...members, [name, wrap(more, `${prefix}.${name}`, members.get(name))]]);
  };
  scope.names.set(first, wrap(rest, first, scope.names.get(first)));
}
