import { expect, test } from "@playwright/test";
import { Studio } from "./studio.ts";

test("three settings of one stream drop fewer and fewer events", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open("late-events");
  await studio.runAll();
  const dropped: number[] = [];
  for (const cell of ["impatient", "usual", "patient"]) {
    await expect(studio.cell(cell)).toContainText(/events in/);
    const head = await studio.cell(cell).innerText();
    dropped.push(Number(/([\d,]+) dropped as late/.exec(head)?.[1]?.replaceAll(",", "") ?? 0));
  }
  const [none = 0, usual = 0, patient = 0] = dropped;
  expect(none).toBeGreaterThan(usual);
  expect(usual).toBeGreaterThan(patient);
});
