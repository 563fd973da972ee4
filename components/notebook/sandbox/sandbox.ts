import type { CellSandbox, Evaluation } from "../../../engine/src/notebook-file/cell-sandbox.ts";
import { plainValue } from "../../../engine/src/notebook-file/plain-value.ts";
import type {
  CellFailure,
  EvaluateReply,
  EvaluateRequest,
  ExportedValue,
  RunnableCell,
} from "../../../engine/src/notebook-file/sandbox-protocol.ts";

/** Runs a notebook's code where it can reach nothing. One cell at a time. */
export interface Sandbox extends CellSandbox {
  /** Ends whatever runs. Everything that cells exported is gone: they run again before a cell that needs them. */
  stop(reason: string): void;
  dispose(): void;
}

const FRAME_URL = "/sandbox/frame.html";
const SCRIPT_URL = "/generated/notebook-sandbox.js";
/** For an answer that is on its way while the page is busy. */
const GRACE_MS = 60;

interface Running {
  readonly port: MessagePort;
  finish(evaluation: Omit<Evaluation, "durationMs">): void;
}

function stopped(message: string): Omit<Evaluation, "durationMs"> {
  return { values: [], failure: { name: "Stopped", message, generated: null }, log: [] };
}

/** Takes nothing from the sandbox on trust: anything that is not the shape of a reply becomes a failure. */
function readReply(data: unknown): Omit<Evaluation, "durationMs"> {
  const reply = data as Partial<EvaluateReply> | null;
  if (typeof reply !== "object" || reply === null || !Array.isArray(reply.values))
    return stopped("The sandbox gave an answer that is none.");
  const values = reply.values.map((value: unknown): ExportedValue => {
    const { name, plain, value: inner, reason } = value as Record<string, unknown>;
    const safeName = String(name).slice(0, 200);
    if (plain !== true) return { name: safeName, plain: false, reason: String(reason).slice(0, 2_000) };
    const checked = plainValue(safeName, inner);
    return checked.plain ? { name: safeName, plain: true, value: checked.value } : { name: safeName, ...checked };
  });
  const failure = reply.failure as Partial<CellFailure> | null | undefined;
  const line = Number(failure?.generated?.line);
  const column = Number(failure?.generated?.column);
  return {
    values,
    failure:
      failure === null || failure === undefined
        ? null
        : {
            name: String(failure.name).slice(0, 200),
            message: String(failure.message).slice(0, 4_000),
            generated: Number.isInteger(line) && Number.isInteger(column) ? { line, column } : null,
          },
    log: Array.isArray(reply.log) ? reply.log.slice(0, 200).map((text: unknown) => String(text).slice(0, 4_000)) : [],
  };
}

function openFrame(): { readonly element: HTMLIFrameElement; readonly ready: Promise<Window> } {
  const element = document.createElement("iframe");
  element.setAttribute("sandbox", "allow-scripts");
  element.src = FRAME_URL;
  element.hidden = true;
  element.title = "Notebook sandbox";
  const ready = new Promise<Window>((resolve) => {
    const onMessage = (event: MessageEvent) => {
      if (event.source === null || event.source !== element.contentWindow) return;
      removeEventListener("message", onMessage);
      resolve(event.source as Window);
    };
    addEventListener("message", onMessage);
  });
  document.body.append(element);
  return { element, ready };
}

export function createSandbox(): Sandbox {
  const { element, ready } = openFrame();
  const script = fetch(SCRIPT_URL).then((response) => {
    if (!response.ok) throw new Error(`${SCRIPT_URL} is missing: run "npm run assets".`);
    return response.text();
  });
  let generation = 0;
  let port: Promise<MessagePort> | null = null;
  let running: Running | null = null;
  let nextId = 1;
  let queue: Promise<unknown> = Promise.resolve();

  const start = async (): Promise<MessagePort> => {
    const [frame, text] = await Promise.all([ready, script]);
    const channel = new MessageChannel();
    const up = new Promise<MessagePort>((resolve) => {
      channel.port1.onmessage = () => resolve(channel.port1);
    });
    // An opaque origin has no name to address; the frame is ours and its window is known.
    frame.postMessage({ kind: "start", script: text }, "*", [channel.port2]);
    return up;
  };

  const stop = (reason: string) => {
    generation++;
    port = null;
    ready.then((frame) => frame.postMessage({ kind: "stop" }, "*"));
    running?.finish(stopped(reason));
  };

  const run = async (cell: RunnableCell, limitMs: number): Promise<Evaluation> => {
    port ??= start();
    const open = await port;
    const startedMs = performance.now();
    const evaluation = await new Promise<Omit<Evaluation, "durationMs">>((resolve) => {
      const request: EvaluateRequest = { id: nextId++, cell };
      const tooLong = () =>
        stop(
          `The cell ran for ${limitMs / 1000} s without an end and was stopped. Definitions should be quick: is there an endless loop?`,
        );
      let timer = setTimeout(() => {
        timer = setTimeout(tooLong, GRACE_MS);
      }, limitMs);
      running = {
        port: open,
        finish: (result) => {
          clearTimeout(timer);
          running = null;
          resolve(result);
        },
      };
      open.onmessage = (event: MessageEvent) => {
        if ((event.data as EvaluateReply | null)?.id === request.id) running?.finish(readReply(event.data));
      };
      open.postMessage(request);
    });
    return { ...evaluation, durationMs: performance.now() - startedMs };
  };

  return {
    evaluate(cell, limitMs) {
      const result = queue.then(() => run(cell, limitMs));
      queue = result.catch(() => undefined);
      return result;
    },
    stop,
    generation: () => generation,
    dispose() {
      stop("The notebook was closed.");
      element.remove();
    },
  };
}
