import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange, type LeanServer, startLeanServer, type WireAnswer } from "./lean-server.ts";
import { iceCream, sales, until } from "./test-host.ts";

const WITHIN_MS = 700;
let server: LeanServer;
beforeAll(async () => {
  server = await startLeanServer({ limits: { headWithinMs: WITHIN_MS, bodyWithinMs: WITHIN_MS, maxHeadBytes: 8_192 } });
  await server.ask("PUT", "/api/group-bys/ice_cream", JSON.stringify(iceCream));
  await server.ask("POST", "/api/topics/sales/events", JSON.stringify(sales));
  const job = JSON.parse((await server.ask("POST", "/api/jobs", '{"groupBy":"ice_cream"}')).text);
  await until(
    () => server.host.jobs.status(job.id),
    ({ counts }) => counts.events === sales.length,
  );
});
afterAll(async () => {
  const [alive] = await server.send(["GET /health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"]);
  expect(alive?.text).toBe('{"status":"ok"}');
  await server.close();
});

/** Status and code of an answer, which must be what clients can read, and tell nothing of this machine. */
function problemOf(answer: WireAnswer | undefined): [number, string] {
  if (answer === undefined) throw new Error("No answer");
  expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
  const body = JSON.parse(answer.text);
  expect(Object.keys(body).filter((name) => name !== "diagnostics")).toEqual(["errors", "code"]);
  for (const message of body.errors) expect(message).toMatch(/^["A-Zp].{9}/s);
  expect(answer.text).not.toMatch(/node_modules|\.ts\b|\bat \w+ \(|\/tmp|\/home/);
  expect(answer.text.length).toBeLessThan(2_000);
  return [answer.status, body.code];
}

const ask = async (method: string, path: string, body?: string, headers?: Record<string, string>) =>
  problemOf(await server.ask(method, path, body, headers));
const first = async (...sent: Parameters<typeof server.send>[0]) => problemOf((await server.send(sent))[0]);
const POST = "POST /v1/features/groupby/ice_cream HTTP/1.1\r\nhost: localhost\r\n";

describe("what is no HTTP", () => {
  it.each([
    "nonsense\r\n\r\n",
    "\u0016\u0003\u0001\u0002\u0000",
    "GET /ping HTTP/9.9\r\nhost: localhost\r\n\r\n",
    "FETCH /ping HTTP/1.1\r\nhost: localhost\r\n\r\n",
    "GET /ping HTTP/1.1\r\nhost localhost\r\n\r\n",
    "GET /ping HTTP/1.1\r\nhost: localhost\r\nname with space: 1\r\n\r\n",
    "GET /a\u0000b HTTP/1.1\r\nhost: localhost\r\n\r\n",
    `${POST}content-length: 2\r\ncontent-length: 3\r\n\r\n[]`,
    `${POST}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${POST}content-length: -1\r\n\r\n`,
  ])("is refused: %j", async (bytes) => {
    expect(await first(bytes)).toEqual([400, "request/not-http"]);
  });

  it("in chunks breaks the body off", async () => {
    const [answer] = await server.send([`${POST}transfer-encoding: chunked\r\n\r\nzz\r\n`]);
    expect(problemOf(answer)).toEqual([400, "request/broken-off"]);
  });

  it("is no proxy either", async () => {
    expect(await first("CONNECT evil.example:80 HTTP/1.1\r\nhost: localhost\r\n\r\n")).toEqual([
      405,
      "request/bad-method",
    ]);
    expect(await first("GET http://evil.example/ping HTTP/1.1\r\nhost: localhost\r\n\r\n")).toEqual([
      404,
      "request/unknown-path",
    ]);
    expect(await first("OPTIONS * HTTP/1.1\r\nhost: localhost\r\n\r\n")).toEqual([404, "request/unknown-path"]);
    expect(await first("GET /ping HTTP/1.1\r\nhost: localhost\r\nexpect: cake\r\n\r\n")).toEqual([
      417,
      "request/bad-expectation",
    ]);
  });

  it("behind a good request leaves that one its answer", async () => {
    const answers = await server.send([
      "GET /health HTTP/1.1\r\nhost: localhost\r\n\r\nGET /api/jobs HTTP/1.1\r\nhost: localhost\r\n\r\nnonsense\r\n\r\n",
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400]);
    expect(answers[1]?.text).toMatch(/^{"jobs":\[{"id":/);
  });
});

describe("requests one behind the other on one connection", () => {
  it("are answered in order, also when their bodies are bad", async () => {
    const body = (text: string) => `${POST}content-length: ${text.length}\r\n\r\n${text}`;
    const answers = await server.send([
      `${body('[{"customer_id":"Alice"}]')}${body("{")}GET /ping HTTP/1.1\r\nhost: localhost\r\n\r\n${body("[]")}`,
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 200, 200]);
    expect(answers[2]?.text).toBe("Pong!");
  });
});

describe("a request that takes up too much", () => {
  it("has a head that is too large", async () => {
    expect(await ask("GET", "/ping", "", { x: "y".repeat(9_000) })).toEqual([431, "request/head-too-large"]);
    expect(await ask("GET", `/${"y".repeat(9_000)}`)).toEqual([431, "request/head-too-large"]);
  });

  it("has a head that does not end", async () => {
    expect(await first("GET /ping HTTP/1.1\r\n", 300, "a: b\r\n", 300, "c: d\r\n")).toEqual([408, "request/too-slow"]);
  });

  it("never begins", async () => {
    expect((await server.send([]))[0]?.status ?? 408).toBe(408);
  });

  it("has a body that does not come, or comes byte by byte", async () => {
    expect(await first(`${POST}content-length: 1000\r\n\r\n[`)).toEqual([408, "request/too-slow"]);
    const trickle = Array.from({ length: 20 }, () => [" ", 60]).flat();
    expect(await first(`${POST}content-length: 1000\r\n\r\n`, ...trickle)).toEqual([408, "request/too-slow"]);
    expect(await first(`${POST}transfer-encoding: chunked\r\n\r\n`, 100, "1\r\n[\r\n")).toEqual([
      408,
      "request/too-slow",
    ]);
  });

  it("breaks off in its body, which is nobody's fault", async () => {
    expect(await exchange(server.server.port, [`${POST}content-length: 1000\r\n\r\n[`], 100)).toEqual([]);
  });

  it("says that its body is too long, or is", async () => {
    expect(await first(`${POST}content-length: 1000001\r\n\r\n`)).toEqual([413, "request/too-large"]);
    const chunk = `40000\r\n${"x".repeat(0x40000)}\r\n`;
    expect(await first(`${POST}transfer-encoding: chunked\r\n\r\n`, chunk, chunk, chunk, chunk, chunk)).toEqual([
      413,
      "request/too-large",
    ]);
  });

  it("sends on after it was refused, and still reads why", async () => {
    const megabyte = new Uint8Array(1_000_000);
    const [answer] = await server.send([
      `${POST}content-length: 9000000\r\n\r\n`,
      ...Array.from({ length: 9 }, () => megabyte),
    ]);
    expect(problemOf(answer)).toEqual([413, "request/too-large"]);
  });
});

describe("paths with tricks", () => {
  it.each([
    "/api/group-bys/../jobs",
    "/api/group-bys/%2e%2e/uploads/../../x",
    "//api/jobs",
    "/api//jobs",
    "/api/jobs/",
    "/API/JOBS",
    "/api/jobs%00",
    "/%61pi/jobs",
    "/api/jobs;x",
    "/..%2f..%2fetc/passwd",
    "/_next/static/x",
    "/",
  ])("lead nowhere: %s", async (path) => {
    expect(await ask("GET", path)).toEqual([404, "request/unknown-path"]);
  });

  it.each(["%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..", ".", "a%2Fb", "%20", "%F0%9F%8D%A6", "%3Cscript%3E"])(
    "are names like others: %s",
    async (name) => {
      expect(await ask("GET", `/api/group-bys/${name}`)).toEqual([404, "group-by/unknown"]);
      expect(await ask("GET", `/api/jobs/${name}`)).toEqual([404, "job/unknown"]);
      expect(await ask("POST", `/v1/features/groupby/${name}`, "[]")).toEqual([404, "group-by/unknown"]);
      expect(await ask("POST", `/api/group-bys/${name}/uploads`)).toEqual([404, "group-by/unknown"]);
    },
  );

  it.each(["%00", "a%0Ab", "%C2%85", "%", "%zz", "%C0%AF", "%ED%A0%80", "x".repeat(501)])(
    "are no names: %s",
    async (name) => {
      for (const [method, path] of [
        ["GET", `/api/group-bys/${name}`],
        ["PUT", `/api/group-bys/${name}`],
        ["POST", `/api/group-bys/${name}/uploads`],
        ["GET", `/api/jobs/${name}`],
        ["DELETE", `/api/topics/${name}`],
        ["POST", `/v1/features/groupby/${name}`],
      ] as const)
        expect(await ask(method, path)).toEqual([400, "request/bad-name"]);
    },
  );
});

describe("names that every object has", () => {
  const NAMES = ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"];

  it.each(NAMES)("are unknown until somebody uses them: %s", async (name) => {
    expect(await ask("GET", `/api/group-bys/${name}`)).toEqual([404, "group-by/unknown"]);
    expect(await ask("DELETE", `/api/group-bys/${name}`)).toEqual([404, "group-by/unknown"]);
    expect(await ask("GET", `/api/jobs/${name}`)).toEqual([404, "job/unknown"]);
    expect(await ask("DELETE", `/api/jobs/${name}`)).toEqual([404, "job/unknown"]);
    expect(await ask("GET", `/api/jobs/${name}/late`)).toEqual([404, "job/unknown"]);
    expect(await ask("POST", `/api/jobs/${name}/savepoints`)).toEqual([404, "job/unknown"]);
    expect(await ask("GET", `/api/jobs/${name}/emissions`)).toEqual([404, "job/unknown"]);
    expect(await ask("POST", "/api/jobs", JSON.stringify({ groupBy: name }))).toEqual([404, "group-by/unknown"]);
    expect(await ask("POST", `/v1/features/groupby/${name}`, '[{"customer_id":"Alice"}]')).toEqual([
      404,
      "group-by/unknown",
    ]);
  });

  it.each(NAMES)("can be used, and forgotten: %s", async (name) => {
    const definition = JSON.stringify({ ...iceCream, metaData: { name } });
    expect((await server.ask("PUT", `/api/group-bys/${name}`, definition)).status).toBe(201);
    expect((await server.ask("PUT", `/api/group-bys/${name}`, definition)).text).toContain('"unchanged"');
    expect(JSON.parse((await server.ask("GET", `/api/group-bys/${name}`)).text).metaData.name).toBe(name);
    expect(
      (await server.ask("PUT", `/api/topics/${name}`, '{"schema":[{"name":"created","type":"long"}]}')).status,
    ).toBe(200);
    const sent = JSON.parse(
      (await server.ask("POST", `/api/topics/${name}/events`, '[{"created":1},{"created":"x"}]')).text,
    );
    expect([sent.appended, sent.rejected.length]).toEqual([1, 1]);
    expect((await server.ask("DELETE", `/api/topics/${name}`)).status).toBe(200);
    expect((await server.ask("DELETE", `/api/group-bys/${name}`)).status).toBe(200);
    expect(await ask("GET", `/api/group-bys/${name}`)).toEqual([404, "group-by/unknown"]);
  });

  it("do nothing as keys of a request or columns of an event", async () => {
    const keys = '[{"customer_id":"Alice","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]';
    const answer = await server.ask("POST", "/v1/features/groupby/ice_cream", keys);
    expect([answer.status, JSON.parse(answer.text).results.length]).toEqual([200, 1]);
    const sent = await server.ask("POST", "/api/topics/odd/events", '{"__proto__":{"polluted":1},"created":1}');
    expect(JSON.parse(sent.text)).toEqual({ appended: 1, rejected: [] });
    const [record] = await server.host.parts.log.read("odd", 0, 0, 1);
    expect(new TextDecoder().decode(record?.value)).toBe('{"__proto__":{"polluted":1},"created":1}');
    expect("polluted" in {}).toBe(false);
  });
});

describe("JSON with tricks", () => {
  const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

  it("is refused when it is nested ten thousand times, whichever route takes it", async () => {
    for (const [method, path] of [
      ["PUT", "/api/group-bys/deep"],
      ["PUT", "/api/topics/deep"],
      ["POST", "/api/topics/deep/events"],
      ["POST", "/api/jobs"],
      ["POST", "/api/group-bys/ice_cream/uploads"],
      ["POST", "/v1/features/groupby/ice_cream"],
    ] as const)
      for (const text of [deep(10_000), `[{"a":${deep(10_000)}}]`, '{"a":'.repeat(10_000)])
        if (!(path.endsWith("/events") && text.startsWith("{")))
          expect([path, ...(await ask(method, path, text))]).toEqual([path, 400, "request/too-deep"]);
  });

  it("is a rejection of its own among lines", async () => {
    const lines = `{"a":${deep(10_000)}}\n${'{"a":'.repeat(10_000)}\n{"a":"${"[".repeat(10_000)}"}\n`;
    const sent = JSON.parse((await server.ask("POST", "/api/topics/lines/events", lines)).text);
    expect([sent.appended, sent.rejected.map(({ index }: { index: number }) => index)]).toEqual([1, [0, 1]]);
  });

  it("keeps numbers that are large, and refuses those that nothing holds", async () => {
    const lines = '{"id":9223372036854775807}\n{"id":123456789012345678901234567890}\n{"id":1e400}\n{"id":-1e400}\n';
    const sent = JSON.parse(
      (await server.ask("POST", "/api/topics/numbers/events", `${lines}{"id":${"9".repeat(1_000_000)}}`)).text,
    );
    expect([sent.appended, sent.rejected.map(({ index }: { index: number }) => index)]).toEqual([2, [2, 3, 4]]);
    const records = await server.host.parts.log.read("numbers", 0, 0, 9);
    expect(records.map(({ value }) => new TextDecoder().decode(value))).toEqual(lines.split("\n").slice(0, 2));
    for (const atMillis of ["1e400", "9007199254740993", "1.5", "", " ", "0x10", "-", "Infinity"])
      expect([
        atMillis,
        (await server.ask("POST", `/v1/features/groupby/ice_cream?atMillis=${encodeURIComponent(atMillis)}`, "[]"))
          .status,
      ]).toEqual([atMillis, atMillis === "0x10" ? 200 : 400]);
  });

  it("counts the last of two members of one name", async () => {
    const twice = '[{"customer_id":"Alice","customer_id":"Bob"}]';
    const answer = JSON.parse((await server.ask("POST", "/v1/features/groupby/ice_cream", twice)).text);
    expect(answer.results[0].entityKeys).toEqual({ customer_id: "Bob" });
  });

  it.each([
    ["null"],
    ["1"],
    ['"text"'],
    ["{}"],
    ["[1]"],
    ["[[]]"],
    ["[null]"],
    ["[{}] x"],
    ["\u0000"],
    ["[{'a':1}]"],
    ["[NaN]"],
  ])("is no list of keys: %j", async (text) => {
    expect((await ask("POST", "/v1/features/groupby/ice_cream", text))[0]).toBe(400);
  });

  it("is UTF-8", async () => {
    const head = `${POST}content-length: 4\r\nconnection: close\r\n\r\n`;
    expect(await first(head, Uint8Array.of(0x5b, 0x22, 0xff, 0x22))).toEqual([400, "request/not-utf8"]);
  });

  it("has no more keys than one call may", async () => {
    const keys = JSON.stringify(Array.from({ length: 10_001 }, () => ({ customer_id: "A" })));
    expect(await ask("POST", "/v1/features/groupby/ice_cream", keys)).toEqual([400, "request/too-many-keys"]);
  });

  it("of odd keys fails each of them alone", async () => {
    const odd = [null, 1, true, [], { a: 1 }, "x".repeat(100_000), "\u0000", "\ud800"].map((customer_id) => ({
      customer_id,
    }));
    const answer = await server.ask(
      "POST",
      "/v1/features/groupby/ice_cream",
      JSON.stringify([...odd, { customer_id: "Alice" }]),
    );
    expect(answer.status).toBe(200);
    const { results } = JSON.parse(answer.text);
    expect(results).toHaveLength(odd.length + 1);
    expect(results.at(-1).status).toBe("Success");
    for (const result of results) if (result.status === "Failure") expect(result.error).toMatch(/^[A-Z]/);
  });
});

describe("settings that cannot be", () => {
  it.each([
    { partitions: 0 },
    { partitions: 65 },
    { partitions: 1.5 },
    { schema: [] },
    { schema: [{ name: "a", type: "no" }] },
    {
      schema: [
        { name: "a", type: "long" },
        { name: "a", type: "long" },
      ],
    },
    { other: 1 },
    { avro: { writerSchema: { type: "record" } } },
  ])("of a topic: %j", async (body) => {
    expect((await ask("PUT", "/api/topics/odd-settings", JSON.stringify(body)))[0]).toBe(422);
  });

  it.each([
    { workers: 0 },
    { workers: 1e9 },
    { outOfOrdernessMs: -1 },
    { tileSizeMs: 0 },
    { mode: "both" },
    { trigger: { kind: "buffered", bufferMs: 0 } },
    { savepoint: "" },
  ])("of a job: %j", async (settings) => {
    expect((await ask("POST", "/api/jobs", JSON.stringify({ groupBy: "ice_cream", ...settings })))[0]).toBe(422);
  });

  it("of an append", async () => {
    const events = JSON.stringify(sales);
    for (const partition of ["-1", "1.5", "99", "x", "1e3"])
      expect(await ask("POST", `/api/topics/sales/events?partition=${partition}`, events)).toEqual([
        400,
        "topic/bad-partition",
      ]);
    for (const topic of ["a%20b", "a%2Fb", "x".repeat(201), "%C3%A9"])
      expect(await ask("POST", `/api/topics/${topic}/events`, events)).toEqual([400, "topic/bad-name"]);
  });
});
