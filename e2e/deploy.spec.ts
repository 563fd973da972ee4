import { expect, test } from "@playwright/test";
import { Studio } from "./studio.ts";

test("deploying runs the same events on the server, and compare shows the same answer beside the others", async ({
  page,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.runAll();
  await page.getByRole("button", { name: "Deploy" }).click();
  await page.getByRole("menuitem", { name: "Deploy iceCream" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(dialog.getByRole("status")).toContainText("Deployed", { timeout: 60_000 });
  await page.keyboard.press("Escape");

  await studio.clock.focus();
  await page.keyboard.press("End");
  const table = studio.cell("compare").getByRole("table").first();
  await expect(table.getByRole("columnheader", { name: "Server" })).toBeVisible();
  await expect(async () => {
    const rows = await studio.comparison("compare");
    for (const [, , tiled, server] of Object.values(rows)) expect(server).toBe(tiled);
    expect(Object.keys(rows)).toHaveLength(2);
  }).toPass();
});
