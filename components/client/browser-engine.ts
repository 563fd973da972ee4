import { createWorkerClient } from "../../engine/src/worker/client.ts";
import type { EngineClient } from "../../engine/src/worker/protocol.ts";

/** The engine in a worker of this page. The worker starts with the first request. */
export function createBrowserEngine(): EngineClient {
  let client: EngineClient | null = null;
  const start = (): EngineClient => {
    const worker = new Worker(new URL("./engine.worker.ts", import.meta.url), { type: "module", name: "engine" });
    return createWorkerClient(worker, () => worker.terminate());
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
