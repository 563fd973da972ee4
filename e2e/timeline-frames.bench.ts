import { test } from "@playwright/test";
import { Studio } from "./studio.ts";

/** Frames of the timeline with some 20,000 events and 2,000 tiles of one key in view: playing, panning, zooming. */
const notebook = `import { Aggregation, Column, EventSource, GroupBy, hours, minutes, Operation, Query, Stream, Timeline } from "tilescope/notebook";

// %% counts
export const counts = GroupBy({
  sources: [EventSource({ topic: "busy", query: Query({ selects: { user: "user" }, timeColumn: "created" }) })],
  keys: ["user"],
  aggregations: [Aggregation({ inputColumn: "user", operation: Operation.COUNT, windows: [hours(6)] })],
});

// %% busy
export const busy = Stream({
  topic: "busy",
  duration: hours(24 * 7),
  ratePerMinute: 2,
  columns: { user: Column.key(), created: Column.time() },
  keys: { count: 1, skew: 0 },
  disorder: { share: 0.2, p50: minutes(2), p95: minutes(12) },
});

// %% timeline
export const timeline = Timeline({ groupBy: counts, stream: busy });
`;

const SECONDS = 5;

test("frames of the timeline", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await page.evaluate((source) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([source], "busy.notebook.ts", { type: "text/plain" }));
    document.querySelector("main")?.dispatchEvent(new DragEvent("drop", { bubbles: true, dataTransfer: transfer }));
  }, notebook);
  await page.getByRole("heading", { level: 1, name: "busy.notebook.ts" }).waitFor();
  await studio.runAll();
  const { events, tiles } = await studio.tables();

  const frames = (seconds: number) =>
    page.evaluate(async (durationMs) => {
      const gaps: number[] = [];
      let last = performance.now();
      const end = last + durationMs;
      while (last < end) {
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        gaps.push(now - last);
        last = now;
      }
      gaps.sort((a, b) => a - b);
      return {
        fps: (1_000 * gaps.length) / durationMs,
        medianMs: gaps[gaps.length >> 1] ?? 0,
        p95Ms: gaps[Math.floor(gaps.length * 0.95)] ?? 0,
      };
    }, seconds * 1_000);
  const row = (what: string, { fps, medianMs, p95Ms }: Awaited<ReturnType<typeof frames>>) =>
    console.log(`| ${what} | ${fps.toFixed(0)} | ${medianMs.toFixed(1)} ms | ${p95Ms.toFixed(1)} ms |`);

  console.log(
    `\n${events} events, ${tiles} tiles, one key\n\n| | frames a second | median frame | p95 |\n|---|---|---|---|`,
  );
  row("nothing moves (the browser alone)", await frames(SECONDS));
  await studio.clock.focus();
  await page.keyboard.press("Home");
  await page.getByRole("combobox", { name: "Playing speed" }).selectOption({ label: "fit in 30 s" });
  await page.getByRole("button", { name: "Play" }).click();
  row("playing, seven days in 30 s", await frames(SECONDS));
  await page.getByRole("button", { name: "Pause" }).click();
  await page.keyboard.press("End");

  const picture = studio.cell("timeline").getByRole("application");
  const box = await picture.boundingBox();
  if (box === null) throw new Error("no picture");
  const move = async (step: (i: number) => Promise<void>) => {
    let going = true;
    const moving = (async () => {
      for (let i = 0; going; i++) await step(i);
    })();
    const measured = await frames(SECONDS);
    going = false;
    await moving;
    return measured;
  };
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  row(
    "zooming with the wheel",
    await move(async (i) => {
      await page.mouse.wheel(0, i % 40 < 20 ? -60 : 60);
    }),
  );
  await page.mouse.down();
  row(
    "panning",
    await move(async (i) => {
      await page.mouse.move(box.x + box.width / 2 + 200 * Math.sin(i / 20), box.y + 20);
    }),
  );
  await page.mouse.up();
});
