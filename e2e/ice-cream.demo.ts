import { test } from "@playwright/test";
import { Studio } from "./studio.ts";

test("ice cream: from a GroupBy to an explained value", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await page.waitForTimeout(1_500);
  await studio.runAll();
  const timeline = studio.cell("timeline");
  await timeline.evaluate((element) => element.scrollIntoView({ block: "start", behavior: "smooth" }));
  await page.waitForTimeout(1_500);

  await studio.clock.focus();
  await page.keyboard.press("Home");
  await page.getByRole("combobox", { name: "Playing speed" }).selectOption({ label: "3,600×" });
  await page.getByRole("button", { name: "Play" }).click();
  await page.waitForTimeout(7_000);
  await page.getByRole("button", { name: "Pause" }).click();

  for (let i = 0; i < 6; i++) {
    await page.getByRole("button", { name: "Step back one arrival" }).click();
    await page.waitForTimeout(250);
  }
  const picture = timeline.getByRole("application");
  await picture.focus();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowRight", "Enter"]) {
    await page.keyboard.press(key);
    await page.waitForTimeout(500);
  }
  await page.waitForTimeout(2_000);
  const compare = studio.cell("compare");
  await compare.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "smooth" }));
  await page.waitForTimeout(3_500);
});
