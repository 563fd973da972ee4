import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Studio } from "./studio.ts";

test.describe("notebook files", () => {
  test("an edit survives a reload", async ({ page }) => {
    const studio = new Studio(page);
    await studio.open();
    const code = studio.cell("iceCream").getByRole("textbox");
    await studio.cell("iceCream").getByText("Operation.COUNT").click();
    await expect(code).toBeFocused();
    await page.keyboard.press("Control+End");
    await page.keyboard.type("// kept across a reload");
    await expect(page.getByRole("status", { name: "Autosave" })).toHaveText("Saved");
    await page.reload();
    await expect(studio.cell("iceCream")).toContainText("kept across a reload");
  });

  test("the saved file is the example, to the letter", async ({ page }) => {
    const studio = new Studio(page);
    await page.addInitScript(() => {
      Object.defineProperty(window, "showSaveFilePicker", { value: undefined });
    });
    await studio.open("late-events");
    const download = page.waitForEvent("download");
    await page.keyboard.press("Control+s");
    const path = await (await download).path();
    expect(readFileSync(path, "utf8")).toBe(readFileSync("public/examples/late-events.notebook.ts", "utf8"));
  });

  test("a share link holds the whole notebook", async ({ page, context }) => {
    const studio = new Studio(page);
    await studio.open("late-events");
    await page.getByRole("button", { name: "Share" }).click();
    const link = await page.getByRole("dialog").getByRole("textbox").first().inputValue();
    expect(link).toContain("#");
    const other = await context.newPage();
    await other.goto(link);
    await expect(other.getByRole("article", { name: /^lateReturns,/ })).toBeVisible();
  });
});
