import { expect, test } from "@playwright/test";
import { openText } from "./studio.ts";

const header = `import { Aggregation, Column, EventSource, GroupBy, hours, Operation, Query, Stream, Timeline } from "tilescope/notebook";\n`;
const stream = `
// %% sales
export const sales = Stream({
  topic: "sales", seed: 1, columns: { user: Column.key(), amount: Column.uniform(1, 5), created: Column.time() },
});
`;
const groupBy = (column: string, extra = "") => `
// %% spending
export const spending = GroupBy({
  sources: [EventSource({ topic: "sales", query: Query({ selects: { user: "user", amount: "${column}" }, timeColumn: "created" }) })],
  keys: ["user"],
  aggregations: [Aggregation({ inputColumn: "amount", operation: Operation.SUM, windows: [hours(${extra || 1})] })],
});
`;
const timeline = `
// %% timeline
export const timeline = Timeline({ groupBy: spending, stream: sales });
`;

test.describe("what a person gets wrong", () => {
  test("an unknown column is named at the cell, with the one that was meant", async ({ page }) => {
    const studio = await openText(page, header + stream + groupBy("amonut") + timeline);
    await page.getByRole("button", { name: /^Run all/ }).click();
    await expect(studio.cell("spending")).toContainText("amonut");
    await expect(studio.cell("spending")).toContainText(/amount/);
  });

  test("an expression that does not parse", async ({ page }) => {
    const studio = await openText(page, header + stream + groupBy("amount + (") + timeline);
    await page.getByRole("button", { name: /^Run all/ }).click();
    await expect(
      studio.cell("spending").getByRole("alert").or(studio.cell("spending").getByRole("list")),
    ).toContainText(/amount \+ \(|parse|expression/i);
  });

  test("a window of zero", async ({ page }) => {
    const studio = await openText(page, header + stream + groupBy("amount", "0") + timeline);
    await page.getByRole("button", { name: /^Run all/ }).click();
    await expect(studio.cell("spending")).toContainText(/window/i);
  });

  test("an endless loop is interrupted, and the rest keeps working", async ({ page }) => {
    const loop = "\n// %% endless\nexport const endless = (() => { while (true) {} })();\n";
    const studio = await openText(page, header + stream + loop + groupBy("amount") + timeline);
    await page.getByRole("button", { name: /^Run all/ }).click();
    await expect(studio.cell("endless")).toContainText(/longer than|interrupted|endless|time/i, { timeout: 30_000 });
    await expect(studio.cell("timeline")).toContainText(/events in/, { timeout: 30_000 });
  });

  test("a thrown error stays at its cell", async ({ page }) => {
    const thrown = '\n// %% broken\nexport const broken = (() => { throw new Error("no such luck"); })();\n';
    const studio = await openText(page, header + stream + thrown + groupBy("amount") + timeline);
    await page.getByRole("button", { name: /^Run all/ }).click();
    await expect(studio.cell("broken")).toContainText("no such luck");
    await expect(studio.cell("timeline")).toContainText(/events in/, { timeout: 30_000 });
  });

  test("a notebook's code reaches neither the network nor the page", async ({ page }) => {
    const spy = `
// %% spy
export const spy = await Promise.all([
  fetch("/api/group-bys").then(() => "network", () => "refused"),
  Promise.resolve().then(() => (globalThis as unknown as { parent: { document: unknown } }).parent.document).then(() => "page", () => "refused"),
]);
`;
    const studio = await openText(page, header + stream + spy);
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.getByRole("button", { name: /^Run all/ }).click();
    await expect(studio.cell("spy")).toContainText('["refused","refused"]', { timeout: 30_000 });
    expect(requests.filter((url) => url.includes("/api/group-bys"))).toEqual([]);
  });
});
