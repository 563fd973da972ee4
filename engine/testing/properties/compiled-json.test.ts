import fc from "fast-check";
import { expect, it } from "vitest";
import { readCompiledJson } from "../../src/group-by/chronon/read-compiled-json.ts";
import { writeCompiledJson } from "../../src/group-by/chronon/write-compiled-json.ts";
import type { GroupBy } from "../../src/group-by/group-by.ts";
import type { Plan } from "../../src/group-by/plan.ts";
import { validateGroupBy } from "../../src/group-by/validate-group-by.ts";
import { checkAsync } from "../property.ts";
import { arbitraryDefinition } from "./arbitrary-definition.ts";
import { visitsPlan } from "./visits-job.ts";

const text = fc.string({ unit: "binary", maxLength: 12 });
const flag = fc.constantFrom<(0 | 1)[]>(0, 1);

/** A generated definition with further fields that a compiled file may have. */
const adorned: fc.Arbitrary<GroupBy> = fc
  .record({
    groupBy: arbitraryDefinition,
    metaData: fc.record(
      { online: flag, team: text, description: text, tableProperties: fc.dictionary(text, text, { maxKeys: 2 }) },
      { requiredKeys: [] },
    ),
    samplePercent: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
  })
  .map(({ groupBy, metaData, samplePercent }) => ({
    ...groupBy,
    metaData: {
      ...metaData,
      ...(samplePercent !== null && { samplePercent }),
      name: groupBy.metaData?.name ?? "",
      customJson: '{"enable_tiling": true}',
    },
  }));

function read(json: string): GroupBy {
  const checked = readCompiledJson(json);
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  expect(checked.warnings).toEqual([]);
  return checked.value;
}

/** What runs depend on. */
const meaning = ({ features, tileSizeMs, keySchema, inputSchema, baseAggregator, streamingDataset }: Plan) => ({
  features,
  tileSizeMs,
  keySchema,
  inputSchema,
  irSchema: baseAggregator.irSchema,
  streamingDataset,
});

const roundTrip = "V5 Z1 compiled JSON of random definitions reads back as the same text, definition and plan";
it(roundTrip, async () => {
  await checkAsync(
    roundTrip,
    fc.asyncProperty(adorned, async (groupBy) => {
      expect(validateGroupBy(groupBy)).toMatchObject({ ok: true });
      const compiled = writeCompiledJson(groupBy);
      const back = read(compiled);
      expect(writeCompiledJson(back)).toBe(compiled);
      expect(meaning(await visitsPlan(back))).toEqual(meaning(await visitsPlan(groupBy)));
      // Unset setups are written as an empty list, as Chronon's Python does; nothing else is added or lost.
      const withSetups = structuredClone(groupBy) as { sources: { events: { query: { setups?: string[] } } }[] };
      for (const { events } of withSetups.sources) events.query.setups ??= [];
      expect(back).toEqual(withSetups);
    }),
    { factor: 0.4 },
  );
});
