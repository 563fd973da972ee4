import ts from "typescript";
import * as api from "../../../engine/src/notebook/index.ts";
import { createCellEvaluator } from "../../../engine/src/notebook-file/cell-evaluator.ts";
import { cellLanguage } from "../../../engine/src/notebook-file/cell-language.ts";
import type { Evaluation } from "../../../engine/src/notebook-file/cell-sandbox.ts";
import type { EngineClient } from "../../../engine/src/worker/protocol.ts";
import { createEngineSession } from "../../../engine/src/worker/session.ts";
import { findNumberSlot } from "../../simulation/number-slot.ts";
import type { LanguageRequests } from "../language/notebook-language.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";

/** TypeScript without Monaco's worker around it. */
export function inProcessLanguage(): LanguageRequests {
  return {
    ...cellLanguage(ts),
    numberSlot: async (source, name, path) => findNumberSlot(ts, source, name, path),
    setSuffixes: async () => undefined,
    problems: async () => [],
  };
}

export interface WatchedSandbox extends Sandbox {
  /** Ids of the cells that ran, in order. */
  readonly ran: string[];
}

/** The sandbox's program without the frame and the worker around it. */
export function inProcessSandbox(): WatchedSandbox {
  const modules = { "tilescope/notebook": { ...api } };
  let evaluate = createCellEvaluator(modules);
  let generation = 0;
  let id = 0;
  const ran: string[] = [];
  return {
    ran,
    async evaluate(cell): Promise<Evaluation> {
      ran.push(cell.id);
      const { values, failure, log } = await evaluate({ id: id++, cell });
      return { values, failure, log, durationMs: 0 };
    },
    stop() {
      generation++;
      evaluate = createCellEvaluator(modules);
    },
    generation: () => generation,
    dispose: () => undefined,
  };
}

/** The engine itself, without a worker around it. Counts its requests by method. */
export function inProcessEngine(): EngineClient & { readonly calls: Map<string, number> } {
  const session = createEngineSession({
    nowMs: () => 0,
    breathe: async () => undefined,
    readFile: () => Promise.reject(new Error("No files in this test.")),
  });
  const calls = new Map<string, number>();
  return {
    calls,
    call(method, request, options) {
      calls.set(method, (calls.get(method) ?? 0) + 1);
      const signal = options?.signal ?? new AbortController().signal;
      return session.call(method, request, { signal, onProgress: options?.onProgress ?? (() => undefined) });
    },
    close: () => undefined,
  };
}
