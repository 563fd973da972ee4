import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePorts } from "../services/free-ports.ts";
import { type CliProcess, startCli } from "./cli-process.ts";
import { iceCream, sales, until } from "./test-host.ts";

const WITHIN_MS = 40_000;
let folder: string;
const started: CliProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tilescope-cli-"));
});
afterEach(async () => {
  for (const one of started.splice(0)) {
    one.signal("SIGKILL");
    await one.ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): CliProcess {
  const one = startCli(args, { TILESCOPE_DATA: folder, ...env });
  started.push(one);
  return one;
}

/** What a command that ends by itself says. */
async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { ended, output, errors } = start(args, env);
  return { status: await ended, output: output.join("\n"), errors: errors.join("\n") };
}

async function startServer(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const [port = 0] = await freePorts(1);
  const server = start(["serve", "--port", String(port), ...args], env);
  await server.ready;
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return { ...server, port, call };
}

type Call = Awaited<ReturnType<typeof startServer>>["call"];

const count = async (call: Call, customer: string): Promise<number | undefined> => {
  const { body } = await call("POST", "/v1/features/groupby/ice_cream?atMillis=2000", [{ customer_id: customer }]);
  return body.results[0].features?.customer_id_count_6h;
};
const untilCount = (call: Call, customer: string, wanted: number) =>
  until(
    () => count(call, customer),
    (is) => is === wanted,
    WITHIN_MS,
  );

describe("tilescope serve and tilescope worker on one folder", () => {
  it(
    "append in one process, compute in another, serve in the first; a killed worker is replaced",
    async () => {
      const { call, ...server } = await startServer();
      expect((await call("PUT", "/api/group-bys/ice_cream", iceCream)).status).toBe(201);
      const { body: job } = await call("POST", "/api/jobs", { groupBy: "ice_cream" });
      expect(job).toMatchObject({ state: "waiting", message: expect.stringContaining("npx tilescope worker") });
      await call("POST", "/api/topics/sales/events", sales.slice(0, 2));

      const [probePort = 0] = await freePorts(1);
      const first = start(["worker", "--port", String(probePort)]);
      await first.ready;
      await untilCount(call, "Alice", 1);
      // What a worker posts comes a moment later.
      const stateOf = async () => (await call("GET", `/api/jobs/${job.id}`)).body.state;
      await until(stateOf, (state) => state === "running", WITHIN_MS);
      const probe = async (path: string) => {
        const response = await fetch(`http://127.0.0.1:${probePort}${path}`);
        return { status: response.status, text: await response.text() };
      };
      expect(await probe("/ping")).toEqual({ status: 200, text: "Pong!" });
      expect((await probe("/ready")).status).toBe(200);
      expect((await probe("/metrics")).text).toContain('event_count{feature_group="ice_cream"} 2');
      expect((await probe("/api/jobs")).status).toBe(404);

      first.signal("SIGKILL");
      expect(await first.ended).toBe("SIGKILL");
      await call("POST", "/api/topics/sales/events", sales.slice(2));
      const second = start(["worker", "--group-by", "ice_cream"]);
      await second.ready;
      await untilCount(call, "Alice", 2);
      expect(await count(call, "Bob")).toBe(1);

      // A worker for another GroupBy leaves this one alone.
      second.signal("SIGTERM");
      expect(await second.ended).toBe(0);
      expect(second.log.map(({ message }) => message)).toEqual(
        expect.arrayContaining(["working", "stopping", "stopped"]),
      );
      const other = start(["worker", "--group-by", "another", "--group-by", "a third"]);
      await other.ready;
      await call("POST", "/api/topics/sales/events", [{ ...sales[1], created: 1_600 }]);
      await until(stateOf, (state) => state === "waiting", WITHIN_MS);
      expect(await count(call, "Bob")).toBe(1);
      const third = start(["worker"]);
      await third.ready;
      await untilCount(call, "Bob", 2);

      for (const one of [server, other, third]) one.signal("SIGINT");
      expect(await Promise.all([server.ended, other.ended, third.ended])).toEqual([0, 0, 0]);
    },
    4 * WITHIN_MS,
  );

  it(
    "run the jobs in one process with --jobs, and go on after it was stopped",
    async () => {
      const first = await startServer(["--jobs"]);
      await first.call("PUT", "/api/group-bys/ice_cream", iceCream);
      await first.call("POST", "/api/topics/sales/events", sales.slice(0, 2));
      await first.call("POST", "/api/jobs", { groupBy: "ice_cream" });
      await untilCount(first.call, "Alice", 1);
      first.signal("SIGTERM");
      expect(await first.ended).toBe(0);
      const second = await startServer(["--jobs"]);
      await second.call("POST", "/api/topics/sales/events", sales.slice(2));
      await untilCount(second.call, "Alice", 2);
      expect(await count(second.call, "Bob")).toBe(1);
    },
    3 * WITHIN_MS,
  );
});

describe("the log", () => {
  it("is JSON lines with a time, a level and a message, from the level that was asked for", async () => {
    const server = await startServer();
    expect(server.errors).toEqual([]);
    for (const line of server.log)
      expect(line).toMatchObject({ time: expect.stringMatching(/Z$/), level: "info", message: expect.any(String) });
    expect(server.log.map(({ message }) => message)).toContain("listening");
    const quiet = await startServer([], { TILESCOPE_LOG_LEVEL: "warn" });
    expect([quiet.log, quiet.errors]).toEqual([[], []]);
  });

  it("tells no secret", async () => {
    const server = await startServer([], {
      TILESCOPE_TOKEN: "a-secret-of-25-characters",
      TILESCOPE_LOG_LEVEL: "debug",
    });
    await server.call("GET", "/api/jobs");
    server.signal("SIGTERM");
    await server.ended;
    expect(JSON.stringify([server.log, server.output, server.errors])).not.toContain("a-secret");
  });
});

describe("wrong use", () => {
  it.each([
    [[], 0, /^$/],
    [["bake"], 2, /no command "bake"/],
    [["serve", "--prot", "1"], 2, /no flag --prot/],
    [["serve", "--port"], 2, /--port needs a value/],
    [["serve", "--port", "http"], 2, /--port must be a number/],
    [["serve", "--port=0"], 2, /--port must be a number/],
    [["serve", "--port", "1", "--port", "2"], 2, /--port is given twice/],
    [["serve", "--jobs=no"], 2, /--jobs takes no value/],
    [["serve", "here"], 2, /"here" is one argument too many/],
    [["serve", "--__proto__", "1"], 2, /no flag --__proto__/],
    [["worker", "-x"], 2, /no flag -x/],
    [["worker", "--group-by="], 2, /--group-by needs a value/],
    [["conformance"], 2, /file is missing/],
    [["conformance", "nowhere.jsonl"], 1, /cannot read nowhere.jsonl/],
  ] as const)("is answered with a sentence: tilescope %j", async (args, status, says) => {
    const answer = await run(args);
    expect(answer.status).toBe(status);
    expect(answer.errors).toMatch(says);
    expect(answer.errors).not.toMatch(/\n\s+at /);
  });

  it.each([
    ["serve", { HOST: "0.0.0.0" }, /set TILESCOPE_TOKEN/],
    ["serve", { PORT: "http" }, /^tilescope serve: PORT/],
    ["serve", { TILESCOPE_TOKEN: "short" }, /TILESCOPE_TOKEN has less/],
    ["worker", { TILESCOPE_LOG_LEVEL: "loud" }, /TILESCOPE_LOG_LEVEL must be debug, info, warn, error/],
    ["worker", { TILESCOPE_LOG: "nowhere" }, /^tilescope worker: TILESCOPE_LOG/],
    ["worker", { TILESCOPE_STORE: "redis://user:secret-password@" }, /^tilescope worker: TILESCOPE_STORE/],
  ] as const)("of settings names the setting: %s %j", async (command, env, says) => {
    const answer = await run([command], env);
    expect(answer.status).toBe(2);
    expect(answer.errors).toMatch(says);
    expect(answer.errors).not.toContain("secret-password");
  });

  it("says how to use each command when it is asked", async () => {
    for (const args of [["--help"], ["help"], ["-h"]]) {
      const { status, output } = await run(args);
      expect([status, output]).toEqual([0, expect.stringMatching(/run .*serve .*worker .*conformance /s)]);
    }
    for (const name of ["run", "serve", "worker", "conformance"]) {
      const { status, output } = await run([name, "--help"]);
      expect([status, output]).toEqual([0, expect.stringContaining(`usage: tilescope ${name}`)]);
      expect((await run(["help", name])).output).toBe(output);
    }
  });
});

describe("what is not there", () => {
  it("is a port that another program has", async () => {
    const taken = createServer();
    const [port = 0] = await freePorts(1);
    await new Promise<void>((resolve) => taken.listen(port, "127.0.0.1", resolve));
    for (const command of ["serve", "worker"]) {
      const answer = await run([command, "--port", String(port)]);
      expect([answer.status, answer.errors]).toEqual([
        1,
        expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`),
      ]);
    }
    taken.close();
  });

  it("is a Redis or a Kafka that does not answer", async () => {
    const redis = await run(["worker"], { TILESCOPE_STORE: "redis://:secret-password@127.0.0.1:1" });
    expect([redis.status, redis.errors]).toEqual([
      1,
      expect.stringMatching(/^tilescope worker: Redis at 127.0.0.1:1 /),
    ]);
    expect(redis.errors).not.toContain("secret-password");
    const kafka = await run(["serve"], { TILESCOPE_LOG: "kafka://127.0.0.1:1" });
    expect([kafka.status, kafka.errors]).toEqual([1, expect.stringMatching(/^tilescope serve: Kafka does not answer/)]);
  });
});

describe("stopping", () => {
  it("at once on a second signal", async () => {
    const server = await startServer();
    // A request whose body does not come keeps the server from stopping at once.
    const { connect } = await import("node:net");
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("POST /api/jobs HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{");
    await until(
      async () => (await fetch(`http://127.0.0.1:${server.port}/ping`)).status,
      (status) => status === 200,
    );
    server.signal("SIGTERM");
    await until(
      async () => server.log.map(({ message }) => message),
      (messages) => messages.includes("stopping"),
    );
    server.signal("SIGINT");
    expect(await server.ended).toBe(1);
    expect(server.log.map(({ message }) => message)).not.toContain("stopped");
    socket.destroy();
  });
});
