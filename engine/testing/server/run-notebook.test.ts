import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCli } from "./cli-process.ts";

const EXAMPLES = join(import.meta.dirname, "../../../public/examples");
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tilescope-run-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  const { ended, output, errors, log } = startCli(["run", ...args], {});
  return { status: await ended, output: output.join("\n"), errors: errors.join("\n"), log };
}

/** Writes a notebook and runs it. */
async function runText(name: string, text: string, ...args: readonly string[]) {
  const file = join(folder, `${name}.notebook.ts`);
  writeFileSync(file, text);
  return run(file, ...args);
}

const SHOP = `import { Aggregation, arriving, EventSource, Expect, Fetch, GroupBy, hours, instant, minutes, Operation, Query, Rows } from "tilescope/notebook";

// %% spending
interface Options { readonly hours: number }
export const spending = GroupBy({
  sources: [EventSource({ topic: "orders", query: Query({ timeColumn: "created" }) })],
  keys: ["customer_id"],
  aggregations: [Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [hours(({ hours: 1 } as Options).hours)] })],
});

// %% orders
export const orders = Rows({
  topic: "orders",
  timeColumn: "created",
  rows: [
    { customer_id: "c1", amount: 3, created: instant("2024-01-15T10:01") },
    { customer_id: "c1", amount: 4, created: instant("2024-01-15T10:20") },
    { customer_id: "c1", amount: 5, created: instant("2024-01-15T11:02:30") },
  ],
});
`;

const HOLDS = `
// %% holds
export const holds = Expect({ of: spending, given: orders, key: { customer_id: "c1" }, at: "2024-01-15T10:30", toBe: { amount_sum_1h: 7 } });
export const consistent = Expect({ of: spending, given: orders, online: "equals offline" });
`;
const WRONG = `
// %% weekly
export const weekly = Expect({
  of: spending,
  given: orders,
  key: { customer_id: "c1" },
  at: "2024-01-15T11:03",
  toBe: {
    amount_sum_1h: 9,
  },
});
`;

describe("the example notebooks", () => {
  it.each([
    [
      "ice-cream",
      /^iceCream over sales .*4,800 events, \d+ late.*Alice {2}.*iceCream over firstSales .*3 events, 0 late, 2 tiles of 5 min, 3 writes/s,
    ],
    [
      "late-events",
      /\(impatient, impatientCompare\).*409 late.*\(usual, usualCompare\).*146 late.*\(patient, patientCompare\)/s,
    ],
    ["merchant-7d", /381,250 events.*amount_sum_7d.*events more in the tail hop, before the exact window/s],
    ["your-own-data", /spending over orders .*800 events.*amount_sum_6h {2}amount_count_1h/s],
  ])("run: %s", async (name, says) => {
    const { status, output, errors } = await run(join(EXAMPLES, `${name}.notebook.ts`));
    expect({ status, errors }).toEqual({ status: 0, errors: "" });
    expect(output).toMatch(says);
  });
});

describe("a notebook", () => {
  it("prints the features of the busiest keys, and judges its expectations", async () => {
    const { status, output } = await runText("holds", SHOP + HOLDS);
    expect(status).toBe(0);
    expect(output.split("\n")).toEqual([
      "spending over orders (holds, consistent)",
      "  3 events, 0 late, 3 tiles of 5 min, 3 writes",
      "  at 2024-01-15T11:02:30.001Z",
      "  key  events  amount_sum_1h",
      "  c1        3            12*",
      "  * c1, amount_sum_1h: 12 from tiles, 9 exact: 1 event more in the tail hop, before the exact window",
      "",
      "passed  holds: 1 value of 1 key at 2024-01-15T10:30:00.000Z",
      "",
      "passed  consistent: 1 value of 1 key at 2024-01-15T11:02:30.001Z",
      "",
      "2 expectations passed, 0 failed",
    ]);
  });

  it("fails on a failed expectation: which, where, expected, actual, and why", async () => {
    const { status, output } = await runText("wrong", SHOP + WRONG);
    expect(status).toBe(1);
    const line = (SHOP + WRONG).split("\n").findIndex((text) => text.includes("amount_sum_1h: 9")) + 1;
    expect(output).toContain(
      `wrong.notebook.ts:${line}: in weekly: amount_sum_1h of c1: expected 9, actual 12\n    1 event more in the tail hop, before the exact window`,
    );
    expect(output).toMatch(/0 expectations passed, 1 failed$/);
  });

  it("runs a definition that nothing shows, and one cell alone where asked", async () => {
    const alone = await runText("alone", SHOP + WRONG, "--cell", "spending");
    expect(alone.status).toBe(0);
    expect(alone.output).toMatch(/^spending over orders\n/);
    expect(alone.output).not.toContain("weekly");
    expect((await runText("stream", SHOP + WRONG, "--cell", "orders")).output).toBe("");
    const both = await runText("both", SHOP + HOLDS + WRONG, "--cell", "holds", "--cell", "weekly");
    expect([both.status, both.output]).toEqual([1, expect.stringMatching(/2 expectations passed, 1 failed$/)]);
  });

  it("fetches a key with what it cost", async () => {
    const fetch = `\n// %% alice\nexport const alice = Fetch({ of: spending, given: orders, key: { customer_id: "c1" }, at: "2024-01-15T10:30" });\n`;
    const { status, output } = await runText("fetch", SHOP + fetch);
    expect(status).toBe(0);
    expect(output).toMatch(
      /alice: \{"customer_id": ?"c1"\} at 2024-01-15T10:30:00.000Z\n {2}amount_sum_1h: 7\n {2}2 values read, \d+ bytes, \d+ merges?, .* µs at the median/,
    );
  });

  it("is one JSON object with --json", async () => {
    const { status, output } = await runText("json", SHOP + WRONG, "--json");
    const report = JSON.parse(output);
    expect(status).toBe(1);
    expect(report).toMatchObject({
      passed: false,
      problems: [],
      runs: [{ definition: "spending", stream: "orders", outcome: { counts: { events: 3 }, keys: [{ key: "c1" }] } }],
      answers: [
        {
          name: "weekly",
          outcome: { kind: "expect", verdict: { passed: false, values: [{ expected: 9, actual: 12, passed: false }] } },
        },
      ],
    });
  });
});

describe("a notebook with faults", () => {
  it.each([
    [
      "a name that is not there",
      `${SHOP}\n// %% broken\nexport const a = 1;\nexport const b = missing.x;\n`,
      /:24:18: error in broken: ReferenceError: missing is not defined/,
    ],
    ["syntax", `${SHOP}\n// %% broken\nexport const a = (1;\n`, /:23:20: error in broken: '\)' expected/],
    [
      "a foreign module",
      `import { readFile } from "node:fs";\n// %% a\nexport const a = readFile;\n`,
      /:1:1: error in the imports: A notebook imports tilescope\/notebook only/,
    ],
    [
      "a column that is not there",
      SHOP.replace('inputColumn: "amount"', 'inputColumn: "amuont"'),
      /:8:\d+: error in spending: .*amuont.*Did you mean amount/,
    ],
    [
      "a bad time",
      `${SHOP}${WRONG.replace("2024-01-15T11:03", "noon")}`,
      /:23:23: error in weekly: Error: Not a time: "noon"/,
    ],
  ])("names cell and line: %s", async (_, text, says) => {
    const { status, errors } = await runText("faulty", text);
    expect([status, errors]).toEqual([1, expect.stringMatching(says)]);
    expect(errors).not.toMatch(/\n\s+at /);
  });

  it.each(['Promise.reject(new Error("no such luck"))', 'setTimeout(() => { throw new Error("no such luck"); })'])(
    "names the cell of an error that nothing awaits: %s",
    async (later) => {
      const text = `${SHOP}\n// %% later\nexport const a = 1;\n${later};\n\n// %% slow\nexport const b = await new Promise((done) => setTimeout(done, 50, a));\n`;
      const { status, errors } = await runText("later", text);
      expect([status, errors]).toEqual([
        1,
        expect.stringMatching(/:23: error in later, that nothing awaited: Error: no such luck$/),
      ]);
    },
  );

  it("says where an expectation cannot hold", async () => {
    const text = SHOP + WRONG.replace("amount_sum_1h", "amount_sum_1d");
    const { status, output } = await runText("typo", text);
    const line = text.split("\n").findIndex((one) => one.includes("amount_sum_1d: 9")) + 1;
    expect(status).toBe(1);
    expect(output).toContain(
      `typo.notebook.ts:${line}:20: error in weekly: There is no feature "amount_sum_1d". Did you mean amount_sum_1h?`,
    );
  });

  it("says which file of a stream is not there", async () => {
    const text = `import { EventSource, File, GroupBy, Query, Aggregation, Operation, hours } from "tilescope/notebook";
// %% orders
export const orders = File({ topic: "orders", fileName: "gone.csv", schema: { id: "string", created: "long" }, timeColumn: "created" });
// %% counts
export const counts = GroupBy({ sources: [EventSource({ topic: "orders", query: Query({ timeColumn: "created" }) })], keys: ["id"], aggregations: [Aggregation({ inputColumn: "id", operation: Operation.COUNT, windows: [hours(1)] })] });
`;
    const { status, output } = await runText("gone", text);
    writeFileSync(join(folder, "gone.csv"), "id,created\na,1000\nb\nc,soon\n");
    const read = await runText("gone", text);
    expect([read.status, read.output]).toEqual([
      0,
      expect.stringMatching(
        /2 events.*1 invalid\n {2}gone\.csv:3: left out: 1 fields instead of 2\.\n {2}event 2: .*created/,
      ),
    ]);
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/counts over orders\n {2}failed: .*gone\.csv cannot be read/),
    ]);
  });
});

describe("wrong use", () => {
  it("is answered with what, where and what to do", async () => {
    writeFileSync(join(folder, "plain.ts"), "export const a = 1;\n");
    writeFileSync(join(folder, "bytes.notebook.ts"), new Uint8Array([0xff, 0xfe, 0x00]));
    mkdirSync(join(folder, "folder.notebook.ts"), { recursive: true });
    writeFileSync(join(folder, "shop.notebook.ts"), SHOP);
    const cases = [
      [[], /file is missing/],
      [
        [join(folder, "nowhere.notebook.ts")],
        /nowhere\.notebook\.ts cannot be read: There is no such file\. Give the path/,
      ],
      [[join(folder, "folder.notebook.ts")], /It is a folder/],
      [[join(folder, "plain.ts")], /plain\.ts is not a notebook: .*Write "\/\/ %% name"/],
      [[join(folder, "bytes.notebook.ts")], /is no UTF-8 text/],
      [[join(folder, "shop.notebook.ts"), "--cell", "spendng"], /no cell of code "spendng"\. Did you mean spending/],
      [[join(folder, "shop.notebook.ts"), "--cel", "x"], /no flag --cel/],
    ] as const;
    for (const [args, says] of cases) {
      const { status, errors } = await run(...args);
      expect([status, errors]).toEqual([2, expect.stringMatching(says)]);
      expect(errors).not.toMatch(/\n\s+at /);
    }
  });
});

describe("Ctrl-C", () => {
  it("ends a cell that never does", async () => {
    const file = join(folder, "endless.notebook.ts");
    writeFileSync(file, '// %% endless\nprocess.stdout.write("Ctrl-C\\n");\nfor (;;);\n');
    const cli = startCli(["run", file], {});
    await cli.ready;
    cli.signal("SIGINT");
    expect(await cli.ended).toBe("SIGINT");
  });
});
