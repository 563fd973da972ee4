import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LoadResult } from "./open-loop.ts";

export interface LoadSettings {
  readonly port: number;
  readonly path: string;
  /** Bodies of the requests, in turn. */
  readonly bodies: readonly unknown[];
  readonly perSecond: number;
  readonly seconds: number;
  readonly connections?: number;
}

const PROCESS = fileURLToPath(new URL("load-process.ts", import.meta.url));
const CONNECTIONS = 64;

/** Sends a load from a process of its own. */
export function load(settings: LoadSettings): Promise<LoadResult> {
  const child = spawn(process.execPath, [PROCESS], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify({ connections: CONNECTIONS, ...settings }));
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part) => {
    text += part;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve(JSON.parse(text)) : reject(new Error(`the load ended with ${code}`)),
    );
  });
}
