import ts from "typescript";
import { describe, expect, it } from "vitest";
import { parseNotebook } from "../../engine/src/notebook-file/notebook-text.ts";
import { openDocument, reduceDocument } from "../notebook/document/document-state.ts";
import type { NotebookSession } from "../notebook/session/notebook-session.ts";
import { createStore } from "../notebook/session/store.ts";
import { findNumberSlot } from "./number-slot.ts";
import { locateNumbers, writeNumbers } from "./number-writer.ts";

const TEXT = `// %% sales
export const lateness = minutes(5);
export const sales = Stream({ ratePerMinute: 10, disorder: { share: 0.1 } });

// %% view
export const view = Timeline({ stream: sales, outOfOrdernessMs: lateness });
`;

/** A session as far as the writer uses one. */
function sessionOf(text: string): NotebookSession {
  return {
    document: createStore(reduceDocument, openDocument(parseNotebook(text))),
    language: {
      numberSlot: async (source: string, name: string, path: readonly string[]) =>
        findNumberSlot(ts, source, name, path),
    },
    runtime: { ownerOf: (name: string) => (name === "lateness" || name === "sales" ? "c1" : null) },
  } as unknown as NotebookSession;
}

const sources = (session: NotebookSession) => session.document.get().notebook.cells.map((cell) => cell.source);

describe("locateNumbers and writeNumbers", () => {
  it("follows a name to the cell that declares it and writes there", async () => {
    const session = sessionOf(TEXT);
    const places = await locateNumbers(session, [{ cellId: "c2", exportName: "view", path: ["outOfOrdernessMs"] }]);
    expect(places).toHaveLength(1);
    writeNumbers(session, places ?? [], () => "minutes(30)", false);
    expect(sources(session)[0]).toContain("lateness = minutes(30);");
    expect(sources(session)[1]).toContain("outOfOrdernessMs: lateness");
  });

  it("makes one undo of one drag, and adds a missing property once", async () => {
    const session = sessionOf(TEXT);
    const target = { cellId: "c1", exportName: "sales", path: ["disorder", "p95"] };
    let places = await locateNumbers(session, [target]);
    for (const [i, text] of ["1", "22", "333"].entries())
      places = writeNumbers(session, places ?? [], () => text, i > 0);
    expect(sources(session)[0]).toContain("disorder: { share: 0.1, p95: 333 } });");
    session.document.dispatch({ type: "undo" });
    expect(sources(session)[0]).toContain("disorder: { share: 0.1 } });");
  });

  it("keeps track of several places in one cell", async () => {
    const session = sessionOf("// %% a\nexport const a = T({ x: 1 }); export const b = T({ x: 1 });");
    const targets = ["a", "b"].map((exportName) => ({ cellId: "c1", exportName, path: ["x"] }));
    let places = await locateNumbers(session, targets);
    for (const text of ["100", "2"]) places = writeNumbers(session, places ?? [], () => text, true);
    expect(sources(session)[0]).toBe("export const a = T({ x: 2 }); export const b = T({ x: 2 });");
  });

  it("writes nothing over a text that has changed", async () => {
    const session = sessionOf(TEXT);
    const places = await locateNumbers(session, [{ cellId: "c1", exportName: "sales", path: ["ratePerMinute"] }]);
    session.document.dispatch({ type: "edit", id: "c1", source: "export const other = 1;" });
    expect(writeNumbers(session, places ?? [], () => "5", false)).toBeNull();
    expect(sources(session)[0]).toBe("export const other = 1;");
  });
});
