import { expect, test } from "@playwright/test";
import { Studio } from "./studio.ts";

test.describe("the first notebook", () => {
  test("runs the three sales to the tiles [1, chocolate], [1, strawberry], [2, olive oil]", async ({ page }) => {
    const studio = new Studio(page);
    await studio.open();
    await studio.runAll();
    const timeline = studio.cell("firstSalesTimeline");
    await timeline.scrollIntoViewIfNeeded();
    await timeline.getByRole("button", { name: "Table" }).click();
    await expect(timeline).toContainText('[2, "olive oil"]');
    expect(studio.errors).toEqual([]);
  });

  test("steps forward and back, and the state goes with the clock", async ({ page }) => {
    const studio = new Studio(page);
    await studio.open();
    await studio.runAll();
    const value = studio.inspector.getByRole("status").first();
    await studio.clock.focus();
    await page.keyboard.press("End");
    await expect(value).not.toHaveText("");
    const end = await studio.clock.inputValue();
    const atEnd = await value.innerText();
    for (let i = 0; i < 5; i++) await page.getByRole("button", { name: "Step back one arrival" }).click();
    expect(Number(await studio.clock.inputValue())).toBeLessThan(Number(end));
    for (let i = 0; i < 5; i++) await page.getByRole("button", { name: "Step one arrival" }).click();
    await expect(studio.clock).toHaveValue(end);
    await studio.clock.focus();
    await page.keyboard.press("Home");
    await expect(value).not.toHaveText(atEnd);
    await page.keyboard.press("End");
    await expect(value).toHaveText(atEnd);
  });

  test("explains the value by its tiles, and the difference by counted events", async ({ page }) => {
    const studio = new Studio(page);
    await studio.open();
    await studio.runAll();
    await expect(studio.cell("compare").getByRole("list", { name: "Cost of one read" })).toBeVisible();
    const rows = await studio.comparison("compare");
    const [exact, sawtooth, tiled] = (rows.customer_id_count_6h ?? []).map((text) => Number(text.replaceAll(",", "")));
    expect(exact).toBeGreaterThan(0);
    const reasons = await studio.cell("compare").getByRole("table").first().innerText();
    const count = (pattern: RegExp) => Number(pattern.exec(reasons)?.[1]?.replaceAll(",", "") ?? 0);
    const tail = count(/([\d,]+) events? more in the tail hop/);
    const late = count(/([\d,]+) events? dropped as late/);
    const ahead = count(/([\d,]+) events? more in the head tile/);
    expect((tiled ?? 0) - (exact ?? 0)).toBe(tail + ahead - late);
    expect(sawtooth).toBeGreaterThanOrEqual(exact ?? 0);
  });

  test("plays, and the picture moves", async ({ page }) => {
    const studio = new Studio(page);
    await studio.open();
    await studio.runAll();
    await studio.clock.focus();
    await page.keyboard.press("Home");
    const start = Number(await studio.clock.inputValue());
    await page.getByRole("combobox", { name: "Playing speed" }).selectOption({ label: "3,600×" });
    await page.getByRole("button", { name: "Play" }).click();
    await expect.poll(async () => Number(await studio.clock.inputValue())).toBeGreaterThan(start + 600_000);
    await page.getByRole("button", { name: "Pause" }).click();
    const paused = await studio.clock.inputValue();
    await page.waitForTimeout(300);
    expect(await studio.clock.inputValue()).toBe(paused);
  });
});
