import { spawn } from "node:child_process";
import { once } from "node:events";
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { Studio } from "./studio.ts";

const MINUTE = 60_000;
const NAME = "jobs_page";
const TOPIC = "jobs_page_events";
const START = Date.UTC(2026, 0, 15, 8);

const groupBy = {
  metaData: { name: NAME, online: 1 },
  keyColumns: ["user"],
  accuracy: 0,
  sources: [
    {
      events: {
        topic: TOPIC,
        query: { selects: { user: "user", amount: "amount" }, wheres: ["amount >= 0"], timeColumn: "ts" },
      },
    },
  ],
  aggregations: [{ inputColumn: "amount", operation: 7, windows: [{ length: 6, timeUnit: 0 }] }],
};
const schema = [
  { name: "user", type: "string" },
  { name: "amount", type: "double" },
  { name: "ts", type: "long" },
];

const event = (minute: number, user = "ann", amount: unknown = 1) => ({ user, amount, ts: START + minute * MINUTE });

async function append(request: APIRequestContext, partition: number, events: readonly object[]): Promise<void> {
  const data = events.map((one) => JSON.stringify(one)).join("\n");
  const answer = await request.post(`/api/topics/${TOPIC}/events?partition=${partition}`, { data });
  expect((await answer.json()).rejected).toEqual([]);
}

async function stopAll(request: APIRequestContext): Promise<void> {
  const { jobs } = await (await request.get("/api/jobs")).json();
  for (const { id, state } of jobs) if (state !== "stopped") await request.delete(`/api/jobs/${id}`);
}

/** A job on three partitions, of which the last is 40 minutes behind, with late and with unusable events. Returns its id. */
async function startJob(request: APIRequestContext): Promise<string> {
  await stopAll(request);
  await request.delete(`/api/topics/${TOPIC}`);
  await request.put(`/api/group-bys/${NAME}`, { data: groupBy });
  await request.put(`/api/topics/${TOPIC}`, { data: { partitions: 3 } });
  const answer = await request.post("/api/jobs", {
    data: { groupBy: NAME, outOfOrdernessMs: MINUTE, idlenessMs: 600 * MINUTE, schema },
  });
  const { id } = await answer.json();
  await append(request, 0, [event(0), event(60), event(120, "bob")]);
  await append(request, 1, [event(0), event(119), event(119, "ann", "much"), event(118, "ann", -1)]);
  await append(request, 2, [event(0), event(80)]);
  await expect(async () => {
    const { counts } = await (await request.get(`/api/jobs/${id}`)).json();
    expect(counts.events).toBe(9);
  }).toPass();
  await append(request, 2, [event(1, "eve"), event(2, "eve")]);
  await expect(async () => {
    const { counts } = await (await request.get(`/api/jobs/${id}`)).json();
    expect(counts.lateEvents).toBe(2);
  }).toPass();
  return id;
}

const panel = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const stat = (page: Page, name: string) =>
  page
    .locator("dl > div")
    .filter({ has: page.getByText(name, { exact: true }) })
    .getByRole("definition");

test("without a job the page says how to get one, and leads back to the studio", async ({ page }) => {
  await page.route("**/api/jobs", (route) => route.fulfill({ json: { jobs: [] } }));
  await page.goto("/jobs");
  await expect(page.getByRole("heading", { name: "No job runs yet" })).toBeVisible();
  await expect(page.getByText('"groupBy":"ice_cream"')).toBeVisible();
  await page.getByRole("link", { name: "open the studio", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "ice-cream.notebook.ts" })).toBeVisible();
});

test("a deployed notebook is one click from its job", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.runAll();
  await page.getByRole("button", { name: "Deploy" }).click();
  await page.getByRole("menuitem", { name: "Deploy iceCream" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Deploy", exact: true }).click();
  await dialog.getByRole("link", { name: "Open in Jobs" }).click({ timeout: 60_000 });
  await expect(page.getByRole("heading", { level: 1, name: "Jobs" })).toBeVisible();
  await expect(page.getByText("5 min tiles, topic sales, 1 partition")).toBeVisible();
  expect(studio.errors).toEqual([]);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "ice-cream.notebook.ts" })).toBeVisible();
});

test("a job shows what it does, what holds it, what came late and what it could not read", async ({
  page,
  request,
}) => {
  const id = await startJob(request);
  await page.goto(`/jobs?job=${id}`);
  await expect(page.getByRole("heading", { level: 2, name: NAME })).toBeVisible();
  await expect(page.getByText(`tiled, 5 min tiles, topic ${TOPIC}, 3 partitions, running for`)).toBeVisible();
  await expect(stat(page, "Late events")).toHaveText("2");
  await expect(stat(page, "Events in")).toHaveText(/\/s$/);

  await request.post(`/v1/features/groupby/${NAME}`, { data: [{ user: "ann" }] });
  await expect(stat(page, "Fetch p99")).toHaveText(/ms$/);
  await expect(page.getByRole("region", { name: "Feature serving" })).toContainText(NAME);
  await expect(page.getByRole("region", { name: "Stores" })).toContainText("up");

  const operators = panel(page, "Operators");
  await expect(operators.getByRole("listitem", { name: /^Source, .*3 partitions, caught up/ })).toBeVisible();
  await expect(operators.getByRole("listitem", { name: /^Expression eval, .*2 selects, 1 where/ })).toBeVisible();
  await operators.getByRole("button", { name: "Operators as a table" }).click();
  await expect(operators.getByRole("row", { name: /^Expression eval .*1 left out/ })).toBeVisible();

  const watermarks = panel(page, "Watermark per partition");
  await expect(watermarks).toContainText("partition 2 holds it, 40 min behind");
  await expect(watermarks.getByRole("listitem", { name: /^partition 2, .*holds the others back/ })).toBeVisible();
  await watermarks.getByRole("button", { name: "Watermark per partition as a table" }).click();
  await expect(watermarks.getByRole("row", { name: /^2 15 Jan 09:18:59 40 min holds it 4 0$/ })).toBeVisible();

  const late = panel(page, "Late events");
  await expect(late).toContainText("2 of 11");
  await expect(
    late.getByRole("row", { name: /^15 Jan 08:02:00\.000 .* 1 h 13 min past the close 2 3 eve 15 Jan 08:00 – 08:05/ }),
  ).toBeVisible();
  await late.getByRole("button", { name: "Show all by partition" }).click();
  await expect(late.getByText("No late event is stored for this partition.")).toBeVisible();
  await late.getByRole("combobox", { name: "Partition" }).selectOption("2");
  await expect(late.getByRole("table", { name: "Late events of partition 2" }).getByRole("row")).toHaveCount(3);

  const errors = panel(page, "Errors");
  await expect(errors).toContainText("1 invalid");
  await expect(errors.getByRole("row", { name: /Expected double but got "much".* 1 2$/ })).toBeVisible();

  await expect(panel(page, "Checkpoints").getByRole("listitem").first()).toHaveAccessibleName(
    /offsets .*state .*store/,
    {
      timeout: 30_000,
    },
  );
});

test("a savepoint stops a job, another goes on from it, and stopping asks first", async ({ page, request }) => {
  const id = await startJob(request);
  await page.goto(`/jobs?job=${id}`);
  await page.getByRole("button", { name: "Savepoint", exact: true }).click();
  let dialog = page.getByRole("dialog", { name: `Savepoint of ${NAME}` });
  await dialog.getByRole("radio", { name: "Stop the job there" }).check();
  await dialog.getByRole("button", { name: "Save and stop" }).click();
  await expect(dialog.getByRole("status")).toContainText("The job has stopped there", { timeout: 60_000 });
  const savepoint = await dialog.locator("code").innerText();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("status").filter({ hasText: "stopped" })).toBeVisible();

  await panel(page, "Savepoints")
    .getByRole("button", { name: `Start from savepoint ${savepoint}` })
    .click();
  dialog = page.getByRole("dialog", { name: `Start ${NAME}` });
  await dialog.getByRole("spinbutton", { name: "Workers" }).fill("2");
  await dialog.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page).not.toHaveURL(new RegExp(id));
  await expect(page.getByText("3 partitions, 2 workers, running for")).toBeVisible({ timeout: 30_000 });
  await expect(panel(page, "Workers").getByRole("row")).toHaveCount(3);
  await expect(panel(page, "Workers")).toContainText("2 of 2 here");
  await expect(stat(page, "Late events")).toHaveText(/\d/);

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to: Job or action" }).fill(`stop ${NAME}`);
  await page.keyboard.press("Enter");
  dialog = page.getByRole("dialog", { name: `Stop ${NAME}` });
  await dialog.getByRole("button", { name: "Keep it running" }).click();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await dialog.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(dialog.getByRole("status")).toContainText("Stopped after 11 events", { timeout: 30_000 });
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("button", { name: "Start again" })).toBeVisible();
  await expect(stat(page, "Events in, in all")).toHaveText("11");
});

test("arrows go through the list, and the address follows", async ({ page, request }) => {
  const id = await startJob(request);
  await request.delete(`/api/jobs/${id}`);
  const second = await startJob(request);
  await page.goto("/jobs");
  const list = page.getByRole("navigation", { name: "Jobs and what they use" });
  await list.getByRole("region", { name: "Jobs" }).getByRole("button", { name: NAME }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(page).toHaveURL(new RegExp(`job=${id}`));
  await page.keyboard.press("ArrowUp");
  await expect(page).toHaveURL(new RegExp(`job=${second}`));
  await page.goto("/jobs?job=nothing");
  await expect(page.getByRole("heading", { name: "There is no such job" })).toBeVisible();
});

test("when the server is gone the last that was heard stays, with its time", async ({ page, request }) => {
  const id = await startJob(request);
  await page.goto(`/jobs?job=${id}`);
  await expect(page.getByText("Live")).toBeVisible();
  await page.route("**/api/**", (route) => route.abort());
  await expect(page.getByRole("alert").filter({ hasText: "The server cannot be reached." })).toContainText(
    "What is shown is from",
  );
  await expect(page.getByText("No answer since")).toBeVisible();
  await expect(stat(page, "Late events")).toHaveText("2");
  await page.unroute("**/api/**");
  await expect(page.getByText("Live")).toBeVisible();
  await expect(page.getByText("The server cannot be reached.")).toBeHidden();
});

test("a server that wants its token is given it", async ({ page }) => {
  const token = "a token for this test";
  const port = Number(process.env.TILESCOPE_TEST_PORT ?? 3210) + 1;
  const server = spawn(process.execPath, ["scripts/serve-for-tests.mjs", String(port)], {
    env: { ...process.env, TILESCOPE_TOKEN: token },
    stdio: "ignore",
  });
  try {
    await expect(async () => {
      await page.goto(`http://127.0.0.1:${port}/jobs`);
    }).toPass({ timeout: 60_000 });
    await page.getByRole("textbox", { name: "Token" }).fill("another token of that length");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "That is not the server’s token." })).toBeVisible();
    await page.getByRole("textbox", { name: "Token" }).fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "No job runs yet" })).toBeVisible();
    await expect(page.getByText("Live")).toBeVisible();
  } finally {
    server.kill("SIGTERM");
    await once(server, "exit");
  }
});

for (const colorScheme of ["dark", "light"] as const) {
  test(`the Jobs page has no accessibility violations (${colorScheme})`, async ({ browser, request }) => {
    const id = await startJob(request);
    const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    const check = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
    };
    await page.goto(`/jobs?job=${id}`);
    await expect(stat(page, "Late events")).toHaveText("2");
    await check();
    for (const button of await page.getByRole("button", { name: / as a table$/ }).all()) await button.click();
    await check();
    await page.getByRole("button", { name: "Savepoint", exact: true }).click();
    await check();
    await context.close();
  });
}
