import { createServer } from "node:net";

/** Below the ports that the system gives to outgoing connections, which could take a port before its server is up. */
const FIRST = 15_000;
const LAST = 31_999;
const TRIES = 100;

/** Ports of the loopback interface that nobody uses now. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < count && tries < TRIES; tries++) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST + 1));
    if (await isFree(port)) ports.add(port);
  }
  if (ports.size < count) throw new Error("No port of the loopback interface is free");
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
