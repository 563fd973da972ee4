import type * as Monaco from "monaco-editor";
import { loadMonaco } from "../editor/load-monaco.ts";
import type { LanguageRequests } from "./notebook-language.ts";

/** TypeScript in Monaco's worker. Starts with the first question. */
export function createMonacoLanguage(): LanguageRequests {
  let worker: Promise<(...uris: Monaco.Uri[]) => Promise<unknown>> | null = null;

  const ask = async (...uris: string[]): Promise<LanguageRequests> => {
    const { monaco, typeScriptWorker } = await loadMonaco();
    worker ??= typeScriptWorker();
    const connect = await worker;
    return (await connect(...uris.map((uri) => monaco.Uri.parse(uri)))) as LanguageRequests;
  };

  return {
    analyse: async (source) => (await ask()).analyse(source),
    transpile: async (source, analysis) => (await ask()).transpile(source, analysis),
    rangesOfPaths: async (source, name, paths) => (await ask()).rangesOfPaths(source, name, paths),
    numberSlot: async (source, name, path) => (await ask()).numberSlot(source, name, path),
    setSuffixes: async (suffixes) => (await ask()).setSuffixes(suffixes),
    async problems(uri) {
      const { typesReady } = await loadMonaco();
      await typesReady;
      return (await ask(uri)).problems(uri);
    },
  };
}
