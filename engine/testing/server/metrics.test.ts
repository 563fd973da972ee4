import { afterEach, describe, expect, it } from "vitest";
import { type LeanServer, startLeanServer } from "./lean-server.ts";
import { iceCream, sales, until } from "./test-host.ts";

let server: LeanServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const HOUR_MS = 3_600_000;

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$/;

/** Reads the text format of Prometheus, by its own description; throws on a line that is none of it. */
function readMetrics(text: string): Sample[] {
  expect(text.endsWith("\n")).toBe(true);
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split("\n")) {
    const [, what, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (what === "TYPE") {
      expect([name, types.has(name)]).toEqual([name, false]);
      expect(rest).toMatch(/^(counter|gauge|histogram|summary|untyped)$/);
      types.set(name, rest);
    }
    if (what !== undefined || line === "") continue;
    const [, sample = "", labels = "", value = ""] = LINE.exec(line) ?? [];
    expect([line, sample]).not.toEqual([line, ""]);
    const family = types.has(sample) ? sample : sample.replace(/_(bucket|sum|count)$/, "");
    expect([line, types.has(family)]).toEqual([line, true]);
    const pairs = [...labels.matchAll(/([a-zA-Z0-9_]+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]);
    samples.push({ name: sample, labels: Object.fromEntries(pairs), value: Number(value.replace("Inf", "Infinity")) });
  }
  return samples;
}

async function scrape() {
  const answer = await server?.ask("GET", "/metrics");
  expect(answer?.headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
  const samples = readMetrics(answer?.text ?? "");
  return (name: string, labels: Readonly<Record<string, string>> = {}): number | undefined =>
    samples.find(
      (sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
    )?.value;
}

describe("/metrics", () => {
  it("counts what a job took, what was late, what did not decode, and how fresh the values are", async () => {
    server = await startLeanServer({ host: { pace: { checkpointEveryMs: 50 } } });
    const { ask, host } = server;
    await ask("PUT", "/api/group-bys/ice_cream", JSON.stringify(iceCream));
    const events = [
      ...sales,
      { customer_id: "Bob", created: 9 * HOUR_MS, ice_cream_flavor: "mint" },
      { customer_id: "Bob", created: 1_300, ice_cream_flavor: "late" },
      { customer_id: "Bob", created: 1_400, ice_cream_flavor: "late" },
      { customer_id: "Bob", ice_cream_flavor: "timeless" },
    ];
    await ask("POST", "/api/topics/sales/events", JSON.stringify(events));
    await host.parts.log.append("sales", [{ key: null, value: new TextEncoder().encode("{broken") }]);
    const job = JSON.parse((await ask("POST", "/api/jobs", '{"groupBy":"ice_cream","outOfOrdernessMs":0}')).text);
    const group = { feature_group: "ice_cream" };
    const metric = await until(scrape, (read) => {
      return read("event_count", group) === events.length + 1 && (read("checkpoint_count", group) ?? 0) > 0;
    });
    expect(metric("tiling_late_events", group)).toBe(2);
    expect(metric("deserialization_errors", group)).toBe(1);
    expect(metric("event_processing_error", group)).toBe(1);
    expect(metric("kvstore_writer_errors", group)).toBe(0);
    expect(metric("kvstore_writer_successes", group)).toBeGreaterThanOrEqual(4);
    // Every event that was stored has a freshness.
    expect(metric("event_created_to_sink_time_count", group)).toBeGreaterThanOrEqual(4);
    expect(metric("event_created_to_sink_time_bucket", { ...group, le: "+Inf" })).toBe(
      metric("event_created_to_sink_time_count", group),
    );
    const { watermarkMs, openTiles } = await host.jobs.status(job.id);
    expect(metric("current_watermark_millis", group)).toBe(watermarkMs);
    expect(metric("open_tiles", group)).toBe(openTiles);
    expect(metric("records_lag", group)).toBe(0);
    expect(metric("process_cpu_seconds_total")).toBeGreaterThan(0);
  });

  it("counts fetches by outcome and requests by route", async () => {
    server = await startLeanServer();
    const { ask } = server;
    await ask("PUT", "/api/group-bys/ice_cream", JSON.stringify(iceCream));
    await ask("POST", "/api/topics/sales/events", JSON.stringify(sales));
    await ask("POST", "/api/jobs", '{"groupBy":"ice_cream"}');
    const keys = JSON.stringify([
      { customer_id: "Alice" },
      { customer_id: null },
      { wrong: 1 },
      { customer_id: "Zoe" },
    ]);
    await until(
      () => ask("POST", "/v1/features/groupby/ice_cream", keys),
      ({ text }) => text.includes('"Success"'),
    );
    const before = await scrape();
    for (let i = 0; i < 3; i++) await ask("POST", "/v1/features/groupby/ice_cream", keys);
    await ask("POST", "/v1/features/groupby/ice_cream", "[");
    await ask("GET", "/nothing/at/all");
    await ask("GET", "/nothing/else");
    const after = await scrape();
    const grown = (name: string, labels: Readonly<Record<string, string>>) =>
      (after(name, labels) ?? 0) - (before(name, labels) ?? 0);
    const group = { feature_group: "ice_cream" };
    expect(grown("group_by_fetch_request_count", { ...group, outcome: "success" })).toBe(6);
    expect(grown("group_by_fetch_request_count", { ...group, outcome: "null-key" })).toBe(3);
    expect(grown("group_by_fetch_request_count", { ...group, outcome: "failure" })).toBe(3);
    expect(grown("group_by_fetch_latency_millis_count", group)).toBe(3);
    const route = "/v1/features/groupby/**";
    expect(grown("http_request_millis_count", { route, status: "200" })).toBe(3);
    expect(grown("http_request_millis_count", { route, status: "400" })).toBe(1);
    // However many addresses somebody tries, they are one series.
    expect(grown("http_request_millis_count", { route: "unknown", status: "404" })).toBe(2);
  });
});
