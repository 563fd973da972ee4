import type { CellProblem } from "../../../engine/src/notebook-file/cell-result.ts";
import { cellUri } from "../language/model-suffix.ts";
import type { LanguageRequests } from "../language/notebook-language.ts";

/** How long a document rests before its types are checked. */
const REST_MS = 250;

interface TypeCheck {
  readonly language: LanguageRequests;
  readonly ids: Iterable<string>;
  /** Ends when what runs has ended: one worker answers both, and running comes first. */
  readonly free: () => Promise<unknown>;
  /** False once a newer document is there. */
  readonly wanted: () => boolean;
}

/** Type errors by cell; null if the check was overtaken. Types are advice: nothing waits for them. */
export async function checkTypes(check: TypeCheck): Promise<ReadonlyMap<string, readonly CellProblem[]> | null> {
  const { language, ids, free, wanted } = check;
  await new Promise((done) => setTimeout(done, REST_MS));
  const found = new Map<string, readonly CellProblem[]>();
  for (const id of ids) {
    await free();
    if (!wanted()) return null;
    const problems = await language.problems(cellUri(id));
    found.set(
      id,
      problems.map(({ start, end, ...rest }) => ({ ...rest, range: { start, end } })),
    );
  }
  return wanted() ? found : null;
}
