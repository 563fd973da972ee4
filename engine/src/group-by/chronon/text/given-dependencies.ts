import type { Source } from "../../group-by.ts";
import { viewSource } from "../../source-kind.ts";
import { dependencyTexts } from "../named-dependencies.ts";

/** The partitions that a definition names itself, where it does not wait for those of its tables. */
export function givenDependencies(
  dependencies: readonly string[] | undefined,
  sources: readonly Source[],
  expected: readonly string[],
): readonly string[] | undefined {
  if (dependencies === undefined || JSON.stringify(dependencies) === JSON.stringify(expected)) return undefined;
  const specs = dependencies.map(specOf);
  const named = [...new Set(specs.filter((spec) => spec !== null))];
  const written = sources.flatMap((source) => dependencyTexts(named, viewSource(source).query));
  return JSON.stringify(written) === JSON.stringify(dependencies) ? named : undefined;
}

function specOf(text: string): string | null {
  try {
    const json: unknown = JSON.parse(text);
    const spec = typeof json === "object" && json !== null && "spec" in json ? json.spec : null;
    return typeof spec === "string" ? spec : null;
  } catch {
    return null;
  }
}
