import { connect, type Socket } from "node:net";

/** Requests at fixed times, whatever the server does: one that waits for a free connection is late from its own time on. */
export interface Load {
  readonly port: number;
  /** Head and body of each request in turn. */
  readonly requests: readonly Buffer[];
  readonly perSecond: number;
  readonly seconds: number;
  readonly connections: number;
}

export interface LoadResult {
  readonly asked: number;
  readonly answered: number;
  /** Answers with another status than 200, and connections that broke. */
  readonly failed: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
  /** Bytes of an answer, head included, mean. */
  readonly bytes: number;
}

const HEAD_END = Buffer.from("\r\n\r\n");
const DRAIN_MS = 5_000;

/** Sends the load over keep-alive connections and measures from the time at which each request was due. */
export async function runLoad({ port, requests, perSecond, seconds, connections }: Load): Promise<LoadResult> {
  const total = Math.round(perSecond * seconds);
  const latencies = new Float64Array(total);
  const waiting: number[] = [];
  const free: Connection[] = [];
  let [answered, failed, bytes] = [0, 0, 0];
  let isOver = false;

  const finished = (connection: Connection, dueMs: number, isGood: boolean, size: number): void => {
    latencies[answered++] = performance.now() - dueMs;
    bytes += size;
    if (!isGood) failed++;
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else send(connection, next);
  };
  const startMs = performance.now() + 50;
  const dueOf = (index: number): number => startMs + (index * 1_000) / perSecond;
  const send = (connection: Connection, index: number): void =>
    connection.send(requests[index % requests.length] as Buffer, (isGood, size) =>
      finished(connection, dueOf(index), isGood, size),
    );

  // A server closes what is idle for long: another connection takes its place.
  const open = new Set<Connection>();
  const add = async (): Promise<void> => {
    const connection = await Connection.open(port, () => {
      open.delete(connection);
      const at = free.indexOf(connection);
      if (at >= 0) free.splice(at, 1);
      if (!isOver) void add();
    });
    open.add(connection);
    const next = waiting.shift();
    if (next === undefined) free.push(connection);
    else send(connection, next);
  };
  await Promise.all(Array.from({ length: connections }, add));
  await new Promise<void>((resolve) => {
    let next = 0;
    const tick = (): void => {
      const nowMs = performance.now();
      for (; next < total && dueOf(next) <= nowMs; next++) {
        const connection = free.pop();
        if (connection === undefined) waiting.push(next);
        else send(connection, next);
      }
      if (answered === total || nowMs > dueOf(total) + DRAIN_MS) resolve();
      else setTimeout(tick, 1);
    };
    tick();
  });
  isOver = true;
  const spentS = (performance.now() - startMs) / 1_000;
  for (const connection of open) connection.close();
  const sorted = latencies.subarray(0, answered).sort();
  const quantile = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
  return {
    asked: total,
    answered,
    failed: failed + total - answered,
    perSecond: answered / spentS,
    p50Ms: quantile(0.5),
    p90Ms: quantile(0.9),
    p99Ms: quantile(0.99),
    p999Ms: quantile(0.999),
    maxMs: quantile(1),
    bytes: bytes / Math.max(1, answered),
  };
}

/** One request at a time over one socket. Knows of HTTP only what answers with a `content-length` need. */
class Connection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #done: (isGood: boolean, size: number) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (data) => this.#take(data));
    socket.on("error", () => undefined);
  }

  static open(port: number, onClose: () => void): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => {
        socket.once("close", onClose);
        resolve(new Connection(socket));
      });
      socket.once("error", reject);
    });
  }

  send(request: Buffer, done: (isGood: boolean, size: number) => void): void {
    this.#done = done;
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(data: Buffer): void {
    const received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
    this.#received = received;
    const headEnd = received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = received.toString("latin1", 0, headEnd);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const size = headEnd + HEAD_END.length + length;
    if (received.length < size) return;
    this.#received = received.subarray(size);
    this.#done(head.startsWith("HTTP/1.1 200"), size);
  }
}

/** A POST of JSON as bytes for the wire. */
export function postRequest(path: string, body: unknown, port: number): Buffer {
  const text = JSON.stringify(body);
  const head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n`;
  return Buffer.from(head + text);
}
