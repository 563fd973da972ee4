import { expect, type Locator, test } from "@playwright/test";
import { OwnServer } from "./own-server.ts";
import { Studio } from "./studio.ts";

const PORT = Number(process.env.TILESCOPE_TEST_PORT ?? 3210);

/** Opens the ice cream notebook, deploys it and lets its timeline follow. */
async function followIceCream(studio: Studio): Promise<Locator> {
  await studio.open();
  await studio.runAll();
  await studio.page.getByRole("button", { name: "Deploy" }).click();
  await studio.page.getByRole("menuitem", { name: "Deploy iceCream" }).click();
  const dialog = studio.page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(dialog.getByRole("status")).toContainText("Deployed", { timeout: 60_000 });
  await dialog.getByRole("button", { name: "Follow live" }).click();
  const live = studio.cell("timeline").getByRole("region", { name: "Live" });
  await expect(live.getByRole("status")).toHaveText("Following sales");
  return live;
}

test("a timeline follows the job on the server: an event arrives as a change of its tile, a late one as late", async ({
  page,
  request,
}) => {
  const studio = new Studio(page);
  const live = await followIceCream(studio);
  await expect(live).toContainText("The server counts the same late events, writes and watermark.");
  await expect(live).toContainText(/server: [\d,]+ events, watermark \d\d:\d\d:\d\d, 0 behind/);
  const before = Number(/([\d,]+) events here/.exec(await live.innerText())?.[1]?.replaceAll(",", ""));
  expect(before).toBeGreaterThan(4_000);

  const timeline = studio.cell("timeline");
  const toggle = page.getByRole("button", { name: "Live", exact: true });
  await expect(toggle).toHaveAttribute("aria-pressed", "true");
  await timeline.getByRole("button", { name: "Table" }).click();
  await timeline.getByRole("combobox", { name: "Key" }).fill("Alice");
  await page.keyboard.press("Enter");
  const arrived = async () =>
    Number.parseInt(await timeline.getByRole("button", { name: /^\d+ events?$/ }).innerText(), 10);
  const ofAlice = await arrived();
  const append = async (createdMs: number) => {
    const event = { customer_id: "Alice", ice_cream_flavor: "mint", created: createdMs };
    const answer = await request.post("/api/topics/sales/events", { data: [event] });
    expect(await answer.json()).toMatchObject({ appended: 1 });
  };
  await append(Date.parse("2024-01-15T14:01:00Z"));
  await expect(live).toContainText(`${(before + 1).toLocaleString("en")} events here`);
  await expect(live).toContainText(`server: ${(before + 1).toLocaleString("en")} events`);
  await expect.poll(arrived).toBe(ofAlice + 1);

  // Step back: the moment stays while newer events come.
  await studio.clock.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(toggle).toHaveAttribute("aria-pressed", "false");
  const heldAt = await studio.clock.getAttribute("aria-valuetext");
  await append(Date.parse("2024-01-15T09:00:00Z"));
  await expect(live).toContainText(`${(before + 2).toLocaleString("en")} events here`);
  expect(await studio.clock.getAttribute("aria-valuetext")).toBe(heldAt);
  await expect(toggle).toContainText("+2");

  await toggle.click();
  await expect(toggle).toHaveAttribute("aria-pressed", "true");
  await timeline.getByRole("button", { name: /^\d+ events?$/ }).click();
  const table = timeline.getByRole("table", { name: /^Events of Alice/ });
  await table.evaluate((element) => element.parentElement?.scrollTo(0, element.scrollHeight));
  await expect(table.getByRole("row").last()).toContainText("past the watermark");
  await expect(live).toContainText("The server counts the same late events, writes and watermark.");
  await page.keyboard.press("Space");
  expect(studio.errors).toEqual([]);
});

test("when the server is gone the timeline says so and keeps what came; when it is back it goes on", async ({
  page,
}) => {
  const server = await OwnServer.start(PORT + 1);
  try {
    const studio = new Studio(page, server.url);
    const live = await followIceCream(studio);
    const before = Number(/([\d,]+) events here/.exec(await live.innerText())?.[1]?.replaceAll(",", ""));
    await server.kill();
    await expect(live.getByRole("status")).toContainText("What came so far stays here");
    await expect(studio.cell("timeline").getByRole("img").first()).toBeVisible();
    await live.getByRole("button", { name: "Try now" }).click();
    await expect(live.getByRole("status")).toContainText("What came so far stays here");
    await server.again();
    await expect(live.getByRole("status")).toHaveText("Following sales");
    const event = { customer_id: "Alice", ice_cream_flavor: "mint", created: Date.parse("2024-01-15T14:01:00Z") };
    await page.request.post(`${server.url}/api/topics/sales/events`, { data: [event] });
    await expect(live).toContainText(`${(before + 1).toLocaleString("en")} events here`);
    await expect(live).toContainText("The server counts the same late events, writes and watermark.");
  } finally {
    await server.stop();
  }
});
