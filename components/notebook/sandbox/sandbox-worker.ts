import * as notebook from "tilescope/notebook";
import { createCellEvaluator } from "../../../engine/src/notebook-file/cell-evaluator.ts";
import type { EvaluateRequest } from "../../../engine/src/notebook-file/sandbox-protocol.ts";

/**
 * The only program in the sandbox's worker. scripts/build-assets.mjs bundles it, with the authoring API, into one text
 * that the page hands to the frame. It talks over a port of its own, so that a notebook's `postMessage` says nothing.
 */
const evaluate = createCellEvaluator({ "tilescope/notebook": { ...notebook } });

self.addEventListener(
  "message",
  (event: MessageEvent) => {
    const port = event.ports[0];
    if (port === undefined) return;
    port.onmessage = async (message: MessageEvent<EvaluateRequest>) => port.postMessage(await evaluate(message.data));
    port.postMessage("ready");
  },
  { once: true },
);
