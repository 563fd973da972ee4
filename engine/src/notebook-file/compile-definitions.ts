import type { Diagnostic } from "../errors.ts";
import type { Schema } from "../schema/schema.ts";
import type { StreamDefinition } from "../simulation/stream.ts";
import type { EngineClient } from "../worker/protocol.ts";
import type { CellLanguage } from "./cell-language.ts";
import type { CellProblem, CompiledDefinition } from "./cell-result.ts";
import type { NamedDefinition, NamedStream } from "./cell-role.ts";
import { rangeInString } from "./path-range.ts";

/** Columns that a stream's events have. */
export function streamSchema(stream: StreamDefinition): Schema {
  return stream.kind === "generator" ? stream.columns.map(({ name, type }) => ({ name, type })) : stream.schema;
}

/** The stream that feeds a definition: the first with the topic of one of its sources. */
export function streamOf(definition: NamedDefinition, streams: readonly NamedStream[]): StreamDefinition | null {
  const topics = (definition.groupBy.sources ?? []).map(
    ({ events, entities }) => events?.topic ?? entities?.mutationTopic,
  );
  return streams.find(({ stream }) => topics.includes(stream.topic))?.stream ?? null;
}

/** Diagnostics of a definition as problems of the cell that wrote it, each at the exact place in its source. */
export async function placeDiagnostics(
  language: CellLanguage,
  source: string,
  exportName: string,
  diagnostics: readonly Diagnostic[],
): Promise<readonly CellProblem[]> {
  if (diagnostics.length === 0) return [];
  const ranges = await language.rangesOfPaths(
    source,
    exportName,
    diagnostics.map((diagnostic) => diagnostic.path),
  );
  return diagnostics.map(({ code, severity, message, hint, span }, i): CellProblem => {
    const whole = ranges[i] ?? null;
    const range = whole !== null && span !== undefined ? rangeInString(source, whole, span) : whole;
    return { code, severity, message, range, ...(hint !== undefined && { hint }) };
  });
}

function failureOf(error: unknown): { readonly message: string; readonly diagnostics: readonly Diagnostic[] } {
  const { message, diagnostics } = error as { message?: string; diagnostics?: readonly Diagnostic[] };
  return { message: message ?? String(error), diagnostics: diagnostics ?? [] };
}

/** Asks the engine what a definition would compute. */
export async function compileDefinition(
  engine: Pick<EngineClient, "call">,
  language: CellLanguage,
  source: string,
  definition: NamedDefinition,
  streams: readonly NamedStream[],
): Promise<CompiledDefinition> {
  const { name, groupBy } = definition;
  const stream = streamOf(definition, streams);
  if (stream === null) {
    const [topic] = (groupBy.sources ?? []).map(({ events }) => events?.topic).filter((text) => text !== undefined);
    const message =
      topic === undefined
        ? "No stream of this notebook feeds this definition, so its column types are not known."
        : `No stream of this notebook has the topic "${topic}", so the column types are not known.`;
    const path = ["sources", 0, "events", "topic"];
    const hint = "Add a stream cell with that topic.";
    const problems = await placeDiagnostics(language, source, name, [
      { code: "cell/no-stream", severity: "warning", message, hint, path },
    ]);
    return { name, summary: null, problems };
  }
  try {
    const summary = await engine.call("compile", { groupBy, sourceSchema: streamSchema(stream) });
    return { name, summary, problems: await placeDiagnostics(language, source, name, summary.warnings) };
  } catch (error) {
    const { message, diagnostics } = failureOf(error);
    const listed: readonly Diagnostic[] =
      diagnostics.length > 0 ? diagnostics : [{ code: "cell/compile-failed", severity: "error", message, path: [] }];
    return { name, summary: null, problems: await placeDiagnostics(language, source, name, listed) };
  }
}
