import { withDependants, withNeeds } from "../../../engine/src/notebook-file/cell-graph.ts";
import type { CellProblem, CellResult, CompiledDefinition } from "../../../engine/src/notebook-file/cell-result.ts";
import { definitionsIn, type NamedStream, streamsIn } from "../../../engine/src/notebook-file/cell-role.ts";
import { compileDefinition } from "../../../engine/src/notebook-file/compile-definitions.ts";
import type { Notebook } from "../../../engine/src/notebook-file/notebook.ts";
import { cellLabel, createCodeReader, type NotebookCode } from "../../../engine/src/notebook-file/notebook-code.ts";
import { runCell } from "../../../engine/src/notebook-file/run-cell.ts";
import type { ExportedValue } from "../../../engine/src/notebook-file/sandbox-protocol.ts";
import type { EngineClient } from "../../../engine/src/worker/protocol.ts";
import { cellUri, modelSuffix } from "../language/model-suffix.ts";
import type { LanguageRequests } from "../language/notebook-language.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { ReadableStore } from "../session/store.ts";
import type { CellState } from "./cell-state.ts";
import { cellStateOf } from "./cell-status.ts";
import { checkTypes } from "./check-types.ts";
import { type CellRuns, createEngineRuns } from "./engine-runs.ts";
import { createExpectations } from "./expectations.ts";
import { runRequestOf } from "./run-request.ts";

/** What running the notebook has given so far. */
export interface RuntimeState {
  readonly cells: ReadonlyMap<string, CellState>;
  readonly runs: ReadonlyMap<string, CellRuns>;
  /** Streams of all cells that ran, by name. */
  readonly streams: readonly NamedStream[];
  readonly busy: boolean;
}

export interface RuntimeParts {
  readonly language: LanguageRequests;
  readonly sandbox: Sandbox;
  readonly engine: EngineClient;
  /** Bytes of a file that the person chose, by its name. */
  readonly fileOf: (fileName: string) => Uint8Array | null;
}

export interface NotebookRuntime extends ReadableStore<RuntimeState> {
  /** Reads a changed document: who needs whom, what is stale. Runs nothing. */
  read(notebook: Notebook): Promise<void>;
  /**
   * Runs cells, what they need and what needs them. `costly`: also simulates for the timelines and compares among them;
   * those that already show a run follow in any case.
   */
  run(ids: readonly string[], options: { readonly costly: boolean }): Promise<void>;
  interrupt(): void;
  /** The cell that declares a name, as the document was last read. */
  ownerOf(name: string): string | null;
  /** Names that every cell can use: imports, and what cells declare. */
  knownNames(): ReadonlySet<string>;
  dispose(): void;
}

/** A simulation that has not ended this long after an interruption never will. */
const LISTENS_WITHIN_MS = 2_000;

const NOTHING_COMPILED: readonly CompiledDefinition[] = [];
const NO_PROBLEMS: readonly CellProblem[] = [];
const NO_VALUES: readonly ExportedValue[] = [];

export function createNotebookRuntime({ language, sandbox, engine, fileOf }: RuntimeParts): NotebookRuntime {
  const readCode = createCodeReader(language);
  const results = new Map<string, CellResult>();
  const compiled = new Map<string, readonly CompiledDefinition[]>();
  const running = new Set<string>();
  const listeners = new Set<() => void>();
  const engineRuns = createEngineRuns(engine, () => publish());
  const expectations = createExpectations(engine, () => publish());
  let code: NotebookCode | null = null;
  let typeProblems: ReadonlyMap<string, readonly CellProblem[]> = new Map();
  let state: RuntimeState = { cells: new Map(), runs: new Map(), streams: [], busy: false };
  /** Grows with every interruption, so that a run that waits sees it. */
  let turn = 0;
  let reading = 0;
  let work: Promise<unknown> = Promise.resolve();

  const cellState = (id: string, at: NotebookCode): CellState =>
    cellStateOf(id, at, {
      running: running.has(id),
      result: results.get(id) ?? null,
      compiled: compiled.get(id) ?? NOTHING_COMPILED,
      judgement: expectations.of(id),
      languageProblems: typeProblems.get(id) ?? NO_PROBLEMS,
      wanted: engineRuns.of(id).wanted,
    });

  const publish = () => {
    if (code === null) return;
    const at = code;
    const ids = [...at.sources.keys()];
    for (const id of ids) expectations.follow(id, results.get(id)?.values ?? NO_VALUES, engineRuns.of(id).wanted);
    const streams = ids.flatMap((id) => streamsIn(results.get(id)?.values ?? []));
    state = {
      cells: new Map(ids.map((id) => [id, cellState(id, at)])),
      runs: new Map(ids.map((id) => [id, engineRuns.of(id)])),
      streams,
      busy:
        running.size > 0 ||
        ids.some((id) => engineRuns.of(id).wanted?.status === "running" || expectations.of(id) === null),
    };
    for (const listener of [...listeners]) listener();
  };

  const forgetRemoved = (at: NotebookCode) => {
    for (const id of [...results.keys()]) {
      if (at.sources.has(id)) continue;
      results.delete(id);
      compiled.delete(id);
      engineRuns.release(id);
      expectations.forget(id);
    }
  };

  const followTypes = async (at: NotebookCode) => {
    const found = await checkTypes({ language, ids: at.sources.keys(), free: () => work, wanted: () => code === at });
    if (found === null) return;
    typeProblems = found;
    publish();
  };

  const read = async (notebook: Notebook) => {
    const mine = ++reading;
    const next = await readCode(notebook);
    const suffixes = next.cells.map((cell) => [cellUri(cell.id), modelSuffix(next.graph, cell)] as const);
    await language.setSuffixes(Object.fromEntries(suffixes));
    if (mine !== reading) return;
    const moved = code !== null && code.notebook.edits !== notebook.edits;
    code = next;
    forgetRemoved(next);
    // Moved events are no text: the runs that show them follow by themselves.
    if (moved) simulate(next, new Set(next.sources.keys()), false);
    publish();
    void followTypes(next).catch(() => undefined);
  };

  const isFresh = (at: NotebookCode, id: string) => {
    const result = results.get(id);
    const current = result?.fingerprint === at.fingerprints.get(id) && result?.generation === sandbox.generation();
    return result !== undefined && !result.failed && current;
  };

  const evaluate = async (at: NotebookCode, ids: ReadonlySet<string>, mine: number) => {
    const order = [
      ...at.graph.order.filter((id) => ids.has(id)),
      ...[...at.graph.cycles.keys()].filter((id) => ids.has(id)),
    ];
    const runOne = async (id: string) => {
      const cell = at.cells.find((one) => one.id === id);
      if (cell === undefined || mine !== turn) return;
      running.add(id);
      publish();
      const result = await runCell({
        language,
        sandbox,
        graph: at.graph,
        cell,
        source: at.sources.get(id) ?? "",
        fingerprint: at.fingerprints.get(id) ?? "cycle",
        labelOf: (other) => cellLabel(at, other),
        resultOf: (need) => results.get(need) ?? null,
      });
      running.delete(id);
      if (at.sources.has(id)) results.set(id, result);
      publish();
    };
    // A cell that was stopped took the exports of the cells before it along: those that are needed run again.
    const lost = (id: string) => {
      const result = results.get(id);
      return result !== undefined && !result.failed && result.generation !== sandbox.generation();
    };
    for (const id of order) {
      const needs = withNeeds(at.graph, [id]);
      for (const need of at.graph.order) if (need !== id && needs.has(need) && lost(need)) await runOne(need);
      await runOne(id);
    }
  };

  const compile = async (at: NotebookCode) => {
    const streams = state.streams;
    for (const id of at.sources.keys()) {
      const result = results.get(id);
      const definitions = result === undefined || result.failed ? [] : definitionsIn(result.values);
      if (result === undefined || definitions.length === 0) compiled.delete(id);
      else {
        const { source } = result;
        const all = definitions.map((one) => compileDefinition(engine, language, source, one, streams));
        compiled.set(id, await Promise.all(all));
      }
    }
    publish();
  };

  const simulate = (at: NotebookCode, ids: ReadonlySet<string>, costly: boolean) => {
    for (const id of ids) {
      const result = results.get(id);
      const request =
        result === undefined || result.failed ? null : runRequestOf(result.values, fileOf, at.notebook.edits);
      if (request === null) engineRuns.release(id);
      else if (costly || engineRuns.isUsing(id)) void engineRuns.use(id, request);
    }
    publish();
  };

  const runNow = async (ids: readonly string[], costly: boolean, mine: number) => {
    const at = code;
    if (at === null || mine !== turn) return;
    const wanted = withDependants(
      at.graph,
      ids.filter((id) => at.sources.has(id)),
    );
    const needed = [...withNeeds(at.graph, wanted)].filter((id) => wanted.has(id) || !isFresh(at, id));
    await evaluate(at, new Set(needed), mine);
    if (mine !== turn) return;
    await compile(at);
    if (mine === turn) simulate(at, wanted, costly);
  };

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read,
    run(ids, { costly }) {
      const mine = turn;
      const done = work.then(() => runNow(ids, costly, mine));
      work = done.catch(() => undefined);
      return done;
    },
    interrupt() {
      turn++;
      if (running.size > 0) sandbox.stop("Interrupted.");
      engineRuns.interrupt();
      setTimeout(() => {
        if (!engineRuns.isRunning()) return;
        // It does not listen: end its worker. The next run starts another.
        engineRuns.lose();
        engine.close();
      }, LISTENS_WITHIN_MS);
    },
    ownerOf: (name) => code?.graph.owners.get(name)?.cellId ?? null,
    knownNames: () =>
      new Set([...(code?.graph.imports ?? []).map(({ local }) => local), ...(code?.graph.owners.keys() ?? [])]),
    dispose() {
      turn++;
      engineRuns.dispose();
      sandbox.dispose();
      listeners.clear();
    },
  };
}
