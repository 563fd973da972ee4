import type { JobView } from "../../notebook/view.ts";
import type { StreamDefinition } from "../../simulation/stream.ts";
import type { CallContext, EngineSessionOptions } from "../../worker/call-context.ts";
import type { EngineClient } from "../../worker/protocol.ts";
import { type Run, runStream } from "../../worker/run.ts";
import { createEngineSession } from "../../worker/session.ts";
import { readStreamFile, streamBytes } from "./read-stream-file.ts";

export interface Simulated {
  readonly run: Run;
  /** Lines of the stream's file that were left out, each with its place and the reason. */
  readonly unread: readonly string[];
}

/** What the studio's worker does, in this process. */
export interface NodeEngine extends Pick<EngineClient, "call"> {
  readonly options: EngineSessionOptions;
  readonly context: CallContext;
  /** Simulates a job; the file of its stream is read from the folder. Rejects with what the page would show. */
  simulate(job: JobView): Promise<Simulated>;
}

/** Nobody waits for this thread: Ctrl-C ends the process. */
const context: CallContext = { signal: new AbortController().signal, onProgress: () => undefined };

export function nodeEngine(folder: string, nowMs: () => number): NodeEngine {
  const optionsFor = (stream: StreamDefinition | null, unread: string[]): EngineSessionOptions => ({
    nowMs,
    breathe: async () => undefined,
    readFile: async (fileName, bytes) => {
      if (stream?.kind !== "file") throw new Error(`No stream reads ${fileName}.`);
      const reading = readStreamFile(stream, bytes);
      unread.push(...reading.problems.map(({ line, reason }) => `${fileName}:${line}: left out: ${reason}`));
      return reading;
    },
  });
  const options = optionsFor(null, []);
  const session = createEngineSession(options);
  return {
    options,
    context,
    call: (method, request) => session.call(method, request, context),
    async simulate({ groupBy, stream, settings }) {
      const file = stream.kind === "file" ? await streamBytes(folder, stream) : undefined;
      const request = { runId: "run", groupBy, stream, settings, ...(file !== undefined && { file }) };
      const unread: string[] = [];
      return { run: await runStream(request, optionsFor(stream, unread), context), unread };
    },
  };
}
