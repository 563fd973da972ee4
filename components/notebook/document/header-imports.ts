const MODULE = "tilescope/notebook";
const STATEMENT = /import\s*\{([^{}]*)\}\s*from\s*(["'])tilescope\/notebook\2\s*;?/;
const LINE_WIDTH = 120;

/** How a name is sorted: as people and formatters do, without regard to case. */
const byName = (one: string, other: string): number => one.localeCompare(other, "en");

function statement(names: readonly string[]): string {
  const line = `import { ${names.join(", ")} } from "${MODULE}";`;
  if (line.length <= LINE_WIDTH) return line;
  return `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "${MODULE}";`;
}

/** A notebook's header that imports the names as well; the same text where it does already. */
export function withImports(header: string, names: readonly string[]): string {
  const match = STATEMENT.exec(header);
  if (match === null) {
    const own = statement([...names].sort(byName));
    return names.length === 0 ? header : header === "" ? own : `${own}\n${header}`;
  }
  const given = (match[1] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const missing = names.filter((name) => !given.includes(name));
  if (missing.length === 0) return header;
  return header.replace(STATEMENT, () => statement([...given, ...missing].sort(byName)));
}
