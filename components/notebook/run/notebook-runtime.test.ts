import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseNotebook } from "../../../engine/src/notebook-file/notebook-text.ts";
import { type DocumentAction, openDocument, reduceDocument } from "../document/document-state.ts";
import { createStore } from "../session/store.ts";
import { inProcessEngine, inProcessLanguage, inProcessSandbox } from "../testing/in-process.ts";
import { problemsOf } from "./cell-state.ts";
import { createNotebookRuntime } from "./notebook-runtime.ts";

function open(text: string) {
  const document = createStore(reduceDocument, openDocument(parseNotebook(text)));
  const engine = inProcessEngine();
  const sandbox = inProcessSandbox();
  const runtime = createNotebookRuntime({ language: inProcessLanguage(), sandbox, engine, fileOf: () => null });
  const ids = () => document.get().notebook.cells.map((cell) => cell.id);
  const settled = async () => {
    for (let i = 0; i < 200 && (i < 3 || runtime.get().busy); i++) await new Promise((done) => setTimeout(done, 5));
  };
  return {
    runtime,
    engine,
    sandbox,
    status: (id: string) => runtime.get().cells.get(id)?.status,
    problems: (id: string) => {
      const state = runtime.get().cells.get(id);
      const source = document.get().notebook.cells.find((cell) => cell.id === id)?.source ?? "";
      return state === undefined ? [] : problemsOf(state, source);
    },
    async change(action: DocumentAction) {
      document.dispatch(action);
      await runtime.read(document.get().notebook);
    },
    async run(costly = false, only = ids()) {
      await runtime.read(document.get().notebook);
      await runtime.run(only, { costly });
      await settled();
    },
  };
}

const CHAIN = `import { hours } from "tilescope/notebook";
// %% c1
export const base = 2;
// %% c2
export const double = base * 2;
// %% c3
export const other = hours(6).length;
// %% c4
const hidden = double + other;
export const sum = hidden;
`;

describe("createNotebookRuntime", () => {
  it("runs cells after those that they need, with the imports of the header", async () => {
    const notebook = open(CHAIN);
    await notebook.run();
    expect(["c1", "c2", "c3", "c4"].map(notebook.status)).toEqual(["done", "done", "done", "done"]);
    expect(notebook.runtime.get().cells.get("c4")?.result?.values).toContainEqual({
      name: "sum",
      plain: true,
      value: 10,
    });
  });

  it("marks what a change makes stale, and runs that alone", async () => {
    const notebook = open(CHAIN);
    await notebook.run();
    await notebook.change({ type: "edit", id: "c1", source: "export const base = 5;" });
    expect(["c1", "c2", "c3", "c4"].map(notebook.status)).toEqual(["stale", "stale", "done", "stale"]);
    notebook.sandbox.ran.length = 0;
    await notebook.run(false, ["c1"]);
    expect(notebook.sandbox.ran).toEqual(["c1", "c2", "c4"]);
    expect(notebook.runtime.get().cells.get("c4")?.result?.values).toContainEqual({
      name: "sum",
      plain: true,
      value: 16,
    });
  });

  it("is fresh again when a change is taken back", async () => {
    const notebook = open(CHAIN);
    await notebook.run();
    await notebook.change({ type: "edit", id: "c1", source: "export const base = 5;" });
    await notebook.change({ type: "undo" });
    expect(["c1", "c2", "c3", "c4"].map(notebook.status)).toEqual(["done", "done", "done", "done"]);
  });

  it("runs needs again whose exports an interruption lost", async () => {
    const notebook = open(CHAIN);
    await notebook.run();
    notebook.sandbox.stop("test");
    notebook.sandbox.ran.length = 0;
    await notebook.run(false, ["c4"]);
    expect(notebook.sandbox.ran.at(-1)).toBe("c4");
    expect(notebook.sandbox.ran).toContain("c1");
    expect(notebook.status("c4")).toBe("done");
  });

  it("puts an error on its line and stops what needs the cell, and nothing else", async () => {
    const notebook = open(
      CHAIN.replace("export const base = 2;", "interface A { a: 1 }\n\nexport const base = null.x;"),
    );
    await notebook.run();
    expect(["c1", "c2", "c3", "c4"].map(notebook.status)).toEqual(["failed", "failed", "done", "failed"]);
    const [problem] = notebook.problems("c1");
    expect(problem?.message).toMatch(/^TypeError/);
    expect(problem?.range?.start).toBeGreaterThanOrEqual("interface A { a: 1 }\n\n".length);
    expect(notebook.problems("c2")[0]).toMatchObject({
      code: "cell/needs-failed",
      message: expect.stringContaining("c1"),
    });
  });

  it("explains cycles, double names and foreign modules", async () => {
    const notebook = open(
      '// %% a\nexport const a = b;\n// %% b\nexport const b = a;\n// %% c\nexport const c = 1;\n// %% d\nexport const c = 2;\n// %% e\nimport x from "lodash"; export const e = x;',
    );
    await notebook.run();
    expect(notebook.problems("c1")[0]?.code).toBe("cell/cycle");
    expect(notebook.problems("c4")[0]).toMatchObject({ code: "cell/declared-twice" });
    expect(notebook.problems("c5")[0]).toMatchObject({ code: "cell/unknown-module" });
  });

  it("forgets removed cells and remembers them after undo", async () => {
    const notebook = open(CHAIN);
    await notebook.run();
    await notebook.change({ type: "remove", id: "c3" });
    expect(notebook.status("c3")).toBeUndefined();
    expect(notebook.status("c4")).toBe("stale");
    await notebook.change({ type: "undo" });
    expect(notebook.status("c3")).toBe("idle");
  });
});

describe("createNotebookRuntime on the first example", () => {
  const text = readFileSync(new URL("../../../public/examples/ice-cream.notebook.ts", import.meta.url), "utf8");
  const idOf = (name: string) => parseNotebook(text).cells.find((cell) => cell.name === name)?.id ?? "";

  it("compiles on opening and simulates only when asked", async () => {
    const notebook = open(text);
    await notebook.run();
    expect(notebook.engine.calls.get("compile")).toBeGreaterThan(0);
    expect(notebook.engine.calls.has("run")).toBe(false);
    expect(notebook.status(idOf("iceCream"))).toBe("done");
    expect(notebook.status(idOf("timeline"))).toBe("idle");
    const [definition] = notebook.runtime.get().cells.get(idOf("iceCream"))?.compiled ?? [];
    expect(definition?.summary?.features.map((feature) => feature.name)).toEqual([
      "customer_id_count_6h",
      "flavor_last_6h",
    ]);
  });

  it("shares one run between the timeline and the comparison of the same job", async () => {
    const notebook = open(text);
    await notebook.run(true);
    expect(notebook.engine.calls.get("run")).toBe(2);
    const runs = notebook.runtime.get().runs;
    expect(runs.get(idOf("timeline"))?.shown?.summary?.counts.events).toBe(4_800);
    expect(runs.get(idOf("compare"))?.shown).toBe(runs.get(idOf("timeline"))?.shown);
    expect(runs.get(idOf("firstSalesTimeline"))?.shown?.summary?.trace.keys).toEqual(["Alice", "Bob"]);
  });

  it("judges an expectation by the run of its cell, again when either changes, and marks the cell", async () => {
    const notebook = open(text);
    await notebook.run();
    expect([notebook.status(idOf("expected")), notebook.engine.calls.has("judge")]).toEqual(["idle", false]);
    await notebook.run(true);
    const judgement = () => notebook.runtime.get().cells.get(idOf("expected"))?.judgement;
    expect(notebook.status(idOf("expected"))).toBe("done");
    expect(judgement()).toMatchObject([{ name: "expected", verdict: { passed: true, compared: 2 } }]);
    expect(notebook.engine.calls.get("judge")).toBe(1);
    const source = parseNotebook(text).cells.find((cell) => cell.name === "expected")?.source ?? "";
    const expectOf = (replaced: string, by: string) =>
      notebook.change({ type: "edit", id: idOf("expected"), source: source.replace(replaced, by) });

    await expectOf("count_6h: 2", "count_6h: 3");
    expect(notebook.status(idOf("expected"))).toBe("stale");
    await notebook.run(false, [idOf("expected")]);
    expect(notebook.status(idOf("expected"))).toBe("failed");
    expect(judgement()).toMatchObject([{ verdict: { failures: 1, values: [{ expected: 3, actual: 2 }, {}] } }]);

    await expectOf("count_6h: 2", "count_7h: 2");
    await notebook.run(false, [idOf("expected")]);
    expect(notebook.status(idOf("expected"))).toBe("failed");
    expect(judgement()).toMatchObject([
      {
        verdict: null,
        failure: {
          diagnostics: [{ code: "expect/unknown-feature", hint: expect.stringContaining("customer_id_count_6h") }],
        },
      },
    ]);

    await notebook.change({ type: "edit", id: idOf("expected"), source });
    const sales = parseNotebook(text).cells.find((cell) => cell.name === "firstSales")?.source ?? "";
    await notebook.change({ type: "edit", id: idOf("firstSales"), source: sales.replace("olive oil", "mint") });
    await notebook.run(false, [idOf("firstSales")]);
    expect(judgement()).toMatchObject([
      { verdict: { passed: false, values: [{ passed: true }, { expected: "olive oil", actual: "mint" }] } },
    ]);
  });

  it("judges every expectation of a cell, but by one run", async () => {
    const asks = (name: string, stream: string, flavor: string) =>
      `export const ${name} = Expect({ of: iceCream, given: ${stream}, key: { customer_id: "Bob" }, toBe: { flavor_last_6h: "${flavor}" } });\n`;
    const cell = [asks("a", "firstSales", "strawberry"), asks("b", "firstSales", "mint"), asks("c", "sales", "mint")];
    const notebook = open(`${text}\n// %% three\n${cell.join("")}`);
    await notebook.run(true);
    const three = [...notebook.runtime.get().cells.values()].at(-1);
    expect(three?.status).toBe("failed");
    expect(three?.judgement).toMatchObject([
      { name: "a", verdict: { passed: true } },
      { name: "b", verdict: { passed: false } },
      { name: "c", verdict: null, failure: { message: expect.stringContaining("Give it a cell of its own") } },
    ]);
  });

  it("follows a changed stream once its run is shown", async () => {
    const notebook = open(text);
    await notebook.run(true);
    const source = parseNotebook(text).cells.find((cell) => cell.name === "sales")?.source ?? "";
    await notebook.change({
      type: "edit",
      id: idOf("sales"),
      source: source.replace("ratePerMinute: 10", "ratePerMinute: 5"),
    });
    await notebook.run(false, [idOf("sales")]);
    expect(notebook.runtime.get().runs.get(idOf("timeline"))?.shown?.summary?.counts.events).toBe(2_400);
  });

  it("places the engine's diagnostics in the text", async () => {
    const notebook = open(text);
    const source = parseNotebook(text).cells.find((cell) => cell.name === "iceCream")?.source ?? "";
    const wrong = source.replace('inputColumn: "flavor"', 'inputColumn: "flavour"');
    await notebook.change({ type: "edit", id: idOf("iceCream"), source: wrong });
    await notebook.run();
    const [problem] = notebook.problems(idOf("iceCream"));
    expect(problem?.severity).toBe("error");
    expect(problem?.range && wrong.slice(problem.range.start, problem.range.end)).toContain("flavour");
  });
});
