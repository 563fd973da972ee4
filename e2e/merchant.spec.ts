import { expect, test } from "@playwright/test";
import { Studio } from "./studio.ts";

test("seven days at 14:30: 169 tiles against some 350,000 events, with the reasons for the difference", async ({
  page,
}) => {
  const studio = new Studio(page);
  await studio.open("merchant-7d");
  await studio.runAll();
  const compare = studio.cell("compare");
  const costs = compare.getByRole("list", { name: "Cost of one read" });
  await expect(costs).toBeVisible({ timeout: 90_000 });
  const text = await costs.innerText();
  const number = (label: string) =>
    Number(new RegExp(`${label}\\s+([\\d,.]+)`).exec(text)?.[1]?.replaceAll(",", "") ?? Number.NaN);
  expect(number("Tile reads")).toBe(169);
  expect(number("Raw reads")).toBeGreaterThan(345_000);
  expect(number("Raw reads")).toBeLessThan(356_000);
  await expect(compare).toContainText("more in the tail hop, before the exact window");
  await expect(compare.getByRole("table", { name: "The same read at other tile sizes" })).toContainText("5 min");
  await expect(studio.cell("intro")).toContainText("169");
});
