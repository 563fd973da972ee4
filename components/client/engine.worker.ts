import { type MessageChannelEnd, serveEngine } from "tilescope/worker";
import { readDataFile } from "../data-files/read-data-file.ts";

/** A turn of the event loop that timers do not slow down: other messages come in between. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

serveEngine(self as unknown as MessageChannelEnd, {
  nowMs: () => performance.now(),
  breathe,
  readFile: readDataFile,
});
