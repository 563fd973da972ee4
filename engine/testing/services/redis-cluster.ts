import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ensureProgram } from "../../../scripts/system.mjs";
import { ask, type RedisServer, startRedisServer } from "./redis-server.ts";

const MASTERS = 3;

export interface RedisCluster {
  readonly ports: readonly number[];
  readonly servers: readonly RedisServer[];
  stop(): Promise<void>;
}

/** Starts a Redis Cluster of three masters on the loopback interface. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const client = ensureProgram(["redis-cli"], ["redis-tools"]);
  const servers = await Promise.all(Array.from({ length: MASTERS }, () => startRedisServer({ cluster: true })));
  const stop = async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
  try {
    const ports = servers.map(({ port }) => port);
    const nodes = ports.map((port) => `127.0.0.1:${port}`);
    await promisify(execFile)(client, ["--cluster", "create", ...nodes, "--cluster-yes"]);
    for (const port of ports)
      while (!(await ask(port, "CLUSTER INFO")).includes("cluster_state:ok"))
        await new Promise((resolve) => setTimeout(resolve, 50));
    return { ports, servers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
