import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { Studio } from "./studio.ts";

const folder = mkdtempSync(join(tmpdir(), "tilescope-chronon-"));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Opens the Deploy menu and takes an entry, as a person would. */
async function choose(page: Page, entry: string): Promise<void> {
  await page.getByRole("button", { name: "Deploy" }).click();
  await page.getByRole("menuitem", { name: entry }).click();
}

/** Saves what an entry of the Deploy menu downloads. */
async function download(page: Page, entry: string): Promise<{ path: string; text: string }> {
  const saving = page.waitForEvent("download");
  await choose(page, entry);
  const saved = await saving;
  const path = join(folder, saved.suggestedFilename());
  await saved.saveAs(path);
  return { path, text: readFileSync(path, "utf8") };
}

/** Takes a file through "Import a Chronon file" of the command palette. */
async function importFile(page: Page, path: string): Promise<void> {
  const choosing = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: /^Go to/ }).click();
  await page.getByRole("combobox", { name: /^Go to/ }).fill("Import a Chronon file");
  await page.keyboard.press("Enter");
  await (await choosing).setFiles(path);
}

test("a definition goes to Chronon as Python and as compiled JSON, and comes back as a cell", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.runAll();

  const python = await download(page, "Export iceCream as Chronon Python");
  expect(python.path).toMatch(/iceCream\.py$/);
  expect(python.text).toContain('keys=["customer_id"],');
  expect(python.text).toContain("windows=[Window(6, TimeUnit.HOURS)],");
  const said = page.getByRole("dialog", { name: "Export iceCream" });
  await expect(said).toContainText("Saved as iceCream.py.");
  await expect(said).toContainText("the source of sales has no table");
  await said.getByRole("button", { name: "Close" }).last().click();

  const json = await download(page, "Export iceCream as compiled JSON");
  expect(JSON.parse(json.text)).toMatchObject({ metaData: { name: "iceCream" }, keyColumns: ["customer_id"] });
  await expect(page.getByText("Saved as iceCream.json.")).toBeVisible();

  await importFile(page, python.path);
  await expect(page.getByText("Added iceCream_v1 from iceCream.py.")).toBeVisible();
  await expect(studio.cell("iceCream_v1")).toContainText(/compiled in/);
  await importFile(page, json.path);
  await expect(studio.cell("iceCream_2")).toContainText(/compiled in/);

  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(studio.cell("iceCream_2")).toHaveCount(0);
  await expect(studio.cell("iceCream_v1")).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(studio.cell("iceCream_v1")).toHaveCount(0);
  expect(studio.errors).toEqual([]);
});

test("what of a Python file is not read is shown with its place, and the rest becomes cells", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  const path = file(
    "visits.py",
    `from ai.chronon.api.ttypes import EventSource, Source
from ai.chronon.group_by import Aggregation, GroupBy, Operation, TimeUnit, Window
from ai.chronon.query import Query, select
import os

table = os.environ["TABLE"]
source = Source(events=EventSource(table="db.visits", topic="visits", query=Query(selects=select("user", "page"), time_column="ts")))
v1 = GroupBy(
    sources=[source],
    keys=["user"],
    aggregations=[Aggregation(input_column="page", operation=Operation.COUNT, windows=[Window(d, TimeUnit.DAYS) for d in (1, 7)])],
)
v2 = GroupBy(sources=[source], keys=["user"], aggregation=None)
`,
  );
  await importFile(page, path);
  const said = page.getByRole("dialog", { name: "Import a Chronon file" });
  await expect(said).toContainText("Added visits_v1 from visits.py.");
  const problems = said.getByRole("list", { name: "Problems" }).getByRole("listitem");
  await expect(problems).toHaveCount(2);
  await expect(problems.first()).toContainText("line 6, column 9");
  await expect(problems.first()).toContainText('table = os.environ["TABLE"]');
  await expect(problems.last()).toContainText('GroupBy needs aggregations and has "aggregation".');
  await said.getByRole("button", { name: "Close" }).last().click();
  await expect(studio.cell("visits_v1")).toContainText('topic: "visits"');

  await importFile(page, file("nothing.json", "{"));
  await expect(page.getByRole("dialog", { name: "Import a Chronon file" })).toContainText("The text is not JSON");
  expect(studio.errors).toEqual([]);
});
