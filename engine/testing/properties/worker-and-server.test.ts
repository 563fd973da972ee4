import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TilescopeError } from "../../src/errors.ts";
import type { GroupBy } from "../../src/group-by/group-by.ts";
import { keyText } from "../../src/operators/key-text.ts";
import type { Json } from "../../src/schema/json.ts";
import { DAY_MS, HOUR_MS } from "../../src/time/duration.ts";
import type { JobSettings } from "../../src/worker/protocol.ts";
import { createEngineSession } from "../../src/worker/session.ts";
import { difference } from "../golden/compare-values.ts";
import { checkAsync } from "../property.ts";
import { openTestHost, until } from "../server/test-host.ts";
import { arbitraryDefinition, arbitraryTime, arbitraryVisit, VISITS, type Visit } from "./arbitrary-definition.ts";
import { ENTITIES, PATIENT } from "./visits-job.ts";

type Answers = Readonly<Record<string, Readonly<Record<string, Json>>>>;
type Server = Awaited<ReturnType<typeof openTestHost>>;

const context = { signal: new AbortController().signal, onProgress: () => undefined };
const keyColumnsOf = (groupBy: GroupBy): readonly string[] => groupBy.keyColumns ?? [];

/** What the studio's session, the code of its worker, shows as tiled answers, by key. */
async function bySession(
  groupBy: GroupBy,
  settings: JobSettings,
  visits: readonly Visit[],
  queryMs: number,
): Promise<Answers> {
  const session = createEngineSession({
    nowMs: () => 0,
    breathe: async () => undefined,
    readFile: async () => {
      throw new TilescopeError("file/unreadable", "There are no files here.");
    },
  });
  const rows = visits.map((event, i) => ({ event, arrivalMs: i * 1_000 }));
  const stream = { kind: "rows", topic: "visits", schema: VISITS, rows, timeColumn: "created" } as const;
  const { trace } = await session.call("run", { runId: "r", groupBy, stream, settings }, context);
  const answers: Record<string, Readonly<Record<string, Json>>> = {};
  for (const [keyIndex, key] of trace.keys.entries()) {
    const request = { runId: "r", step: trace.steps - 1, keyIndex, queryMs, repetitions: 1 };
    const compared = await session.call("compare", request, context);
    answers[key] = Object.fromEntries(compared.rows.map(({ feature, tiled }) => [feature, tiled]));
  }
  return answers;
}

/** What the server serves after its job has taken the same visits, by key. */
async function byServer(
  { call }: Server,
  groupBy: GroupBy,
  settings: JobSettings,
  visits: readonly Visit[],
  queryMs: number,
): Promise<Answers> {
  const name = groupBy.metaData?.name ?? "";
  const topic = groupBy.sources?.[0]?.events?.topic ?? "";
  const expectStatus = (answer: { status: number; body: unknown }, status: number) =>
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status });
  expectStatus(await call("PUT", `/api/topics/${topic}`, { schema: VISITS }), 200);
  expectStatus(await call("PUT", `/api/group-bys/${name}`, groupBy), 201);
  expect((await call("POST", `/api/topics/${topic}/events`, visits)).body).toEqual({
    appended: visits.length,
    rejected: [],
  });
  const job = await call("POST", "/api/jobs", { groupBy: name, ...settings, schema: VISITS });
  expectStatus(job, 201);
  await until(
    async () => (await call("GET", `/api/jobs/${job.body.id}`)).body,
    (status) => status.counts.events === visits.length,
    30_000,
  );
  await call("DELETE", `/api/jobs/${job.body.id}`);
  const columns = keyColumnsOf(groupBy);
  const keys = ENTITIES.map((entity) => Object.fromEntries(columns.map((column) => [column, entity[column] ?? null])));
  const { body } = await call("POST", `/v1/features/groupby/${name}?atMillis=${queryMs}`, keys);
  return Object.fromEntries(
    keys.map((entity, i) => [
      keyText(columns.map((column) => entity[column] as string | number)),
      body.results[i].features,
    ]),
  );
}

let server: Server;
beforeAll(async () => {
  server = await openTestHost();
});
afterAll(() => server.host.close());

const equal = "R5 the studio's session and the server give equal features on the same stream, late events and all";
it(equal, { timeout: 300_000 }, async () => {
  let run = 0;
  await checkAsync(
    equal,
    fc.asyncProperty(
      arbitraryDefinition,
      fc.array(arbitraryVisit, { minLength: 1, maxLength: 25, size: "max" }),
      arbitraryTime,
      fc.constantFrom(0, HOUR_MS, 3 * DAY_MS, 60 * DAY_MS),
      async (definition, visits, queryMs, outOfOrdernessMs) => {
        run++;
        const topic = `visits-${run}`;
        const events = { ...definition.sources?.[0]?.events, topic };
        const groupBy = { ...definition, metaData: { name: `test.visits.v${run}` }, sources: [{ events }] };
        const settings = { ...PATIENT, outOfOrdernessMs };
        const shown = await bySession(groupBy, settings, visits, queryMs);
        const served = await byServer(server, groupBy, settings, visits, queryMs);
        expect(Object.keys(shown).length).toBeGreaterThan(0);
        for (const [key, features] of Object.entries(served)) {
          // A key of late visits only, or of none, has no tiles: the server says so by an empty object.
          const expected = Object.values(shown[key] ?? {}).some((value) => value !== null) ? shown[key] : {};
          const present = Object.values(features).some((value) => value !== null) ? features : {};
          expect(difference({ ...expected }, { ...present }), key).toBeNull();
        }
      },
    ),
    { factor: 0.06 },
  );
});
