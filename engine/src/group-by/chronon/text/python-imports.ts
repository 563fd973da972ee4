const MODULES: Readonly<Record<string, readonly string[]>> = {
  "ai.chronon.api": ["ttypes"],
  "ai.chronon.api.ttypes": ["EntitySource", "EventSource", "JoinSource", "MetaData", "Source", "StagingQuery"],
  "ai.chronon.group_by": ["Accuracy", "Aggregation", "Derivation", "GroupBy", "Operation", "TimeUnit", "Window"],
  "ai.chronon.join": [
    "BootstrapPart",
    "ContextualSource",
    "DataType",
    "ExternalPart",
    "ExternalSource",
    "Join",
    "JoinPart",
    "LabelPart",
  ],
  "ai.chronon.query": ["Query", "select"],
};

const WIDTH = 100;

/** Import statements for names of Chronon's API, one a module. */
export function printImports(used: ReadonlySet<string>): string {
  const lines = Object.entries(MODULES).flatMap(([module, known]) => {
    const names = known.filter((name) => used.has(name));
    if (names.length === 0) return [];
    const line = `from ${module} import ${names.join(", ")}`;
    return line.length <= WIDTH
      ? [line]
      : [`from ${module} import (\n${names.map((name) => `    ${name},\n`).join("")})`];
  });
  return lines.join("\n");
}
