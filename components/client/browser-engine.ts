import { createWorkerClient } from "../../engine/src/worker/client.ts";
import type { EngineClient } from "../../engine/src/worker/protocol.ts";

/**
 * The engine in a worker of this page. The worker starts with the first request, and again with the first after it was
 * closed or broke down: whatever it was asked then fails, and its runs are gone.
 */
export function createBrowserEngine(): EngineClient {
  let client: EngineClient | null = null;
  const start = (): EngineClient => {
    const worker = new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module", name: "engine" });
    const started = createWorkerClient(worker, () => worker.terminate());
    worker.addEventListener("error", () => {
      started.close();
      if (client === started) client = null;
    });
    return started;
  };
  return {
    call(method, request, options) {
      client ??= start();
      return client.call(method, request, options);
    },
    close() {
      client?.close();
      client = null;
    },
  };
}
