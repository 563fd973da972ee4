import { existsSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { type ChrononDefinition, readDefinition, writeDefinition } from "../../src/group-by/chronon/definition.ts";
import { type PythonReading, readChrononPython } from "../../src/group-by/chronon/python/read-chronon-python.ts";
import type { TeamSettings } from "../../src/group-by/chronon/team-settings.ts";
import { writeChrononPython } from "../../src/group-by/chronon/text/write-chronon-python.ts";

const CONFS = new URL("../../golden/spark/confs/", import.meta.url);
const SAMPLES = new URL("../../../../shared/golden/spark/confs/samples.jsonl", import.meta.url);

function lines<T>(file: URL): T[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as T);
}

interface Authored {
  readonly name: string;
  readonly kind: string;
  readonly file: string;
  readonly compiled: object;
}

const authored = lines<Authored>(new URL("authored.jsonl", CONFS));
const sources = new Map(
  lines<{ file: string; python: string }>(new URL("sources.jsonl", CONFS)).map(({ file, python }) => [file, python]),
);
const teams: TeamSettings = JSON.parse(readFileSync(new URL("teams.json", CONFS), "utf8"));
const readFile = (path: string) => sources.get(path) ?? null;
const read = (path: string, text: string): Promise<PythonReading> =>
  readChrononPython({ path, text }, { readFile, teams });

/** Compiled JSON through the reader and the writer of compiled JSON, which tests of their own check. */
function canonical(compiled: object): string {
  const checked = readDefinition(JSON.stringify(compiled));
  if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
  return writeDefinition(checked.value);
}

describe("Python that Chronon compiled", () => {
  let compared = 0;

  test.each(authored.map((one) => [one.name, one] as const))("V6 %s", async (name, { kind, file, compiled }) => {
    const { definitions, diagnostics } = await read(file, sources.get(file) ?? "");
    expect(diagnostics).toEqual([]);
    const found = definitions.find(({ definition }) => definition.metaData?.name === name);
    expect(found?.kind).toBe(kind);
    expect(found?.definition).toEqual(compiled);
    expect(found && writeDefinition(found)).toBe(canonical(compiled));
    compared++;
  });

  afterAll(() => {
    expect(compared).toBe(9);
  });

  test("V6 every definition of the files is read, those without a recorded result included", async () => {
    const read9 = await Promise.all([...sources].map(([file, text]) => read(file, text)));
    expect(read9.flatMap(({ definitions }) => definitions.map(({ variable }) => variable))).toEqual([
      ...["listing", "plain", "two_sources", "weekly", "incr", "simple", "keyed", "mixed", "snap", "by_kwargs"],
      ...["defaults", "prefixed", "with_external", "boot", "agg_label", "entity_left", "base", "view"],
    ]);
  });
});

interface InvalidCase {
  readonly kind: string;
  readonly name: string;
  readonly python: string;
  readonly outcome: "compiled" | "exception" | "validation_error";
  readonly compiled?: object;
}

/** What Chronon's compiler refuses: our code, and the text that the diagnostic marks, in the last line of the file. */
const REFUSED: Readonly<Record<string, readonly [code: string, marked: string]>> = {
  "group_bys no_time_column": ["group-by/missing-time-column", "tc"],
  "group_bys agg_none_events": ["group-by/no-aggregations", "None"],
  "group_bys entity_window_no_time": ["group-by/missing-time-column", "Query"],
  "group_bys backfill_date_hours": ["group-by/hours-on-snapshot", "Window"],
  "group_bys mismatched_sources": ["group-by/mismatched-columns", 'sel or select("k", "v")'],
  "group_bys percentile_missing": ["group-by/missing-percentiles", "Aggregation"],
  "group_bys no_input_column": ["group-by/missing-input-column", "Aggregation"],
  "group_bys reversal_on_events": ["group-by/no-mutations", '"r"'],
  "group_bys deriv_unknown_rename": ["group-by/unknown-derivation-column", '"v_sum_9d"'],
  "group_bys deriv_dup_name": ["group-by/derivation-name-taken", '"x"'],
  "group_bys incremental_entity": ["group-by/incremental-not-supported", "True"],
  "group_bys upload_schedule_bad": ["python/bad-upload-schedule", '"@hourly"'],
  "group_bys no_sources": ["group-by/no-sources", "[]"],
  "joins left_no_time": ["python/bad-left", 'ev(sel=select("k"), tc=None)'],
  "joins dup_group_by": ["join/duplicate-part", "JoinPart"],
  "joins deriv_unknown": ["join/unknown-derivation-column", '"unknown_col"'],
  "joins ext_dup": ["join/duplicate-part", "ExternalPart"],
  "joins deriv_wrong_ext_name": ["join/unknown-derivation-column", '"ext_t_e_p_a"'],
  "joins bootstrap_from_log_online": ["python/bootstrap-without-log", "True"],
  "joins label_windowed_offset": ["join/label-offsets", "30"],
};

describe("Python that Chronon's compiler was tried with", () => {
  const cases = lines<InvalidCase>(new URL("invalid/cases.jsonl", CONFS));
  const count = { refused: 0, compiled: 0 };

  test.each(cases.map((one) => [`${one.kind} ${one.name}`, one] as const))(
    "V6 %s",
    async (title, { kind, name, python, outcome, compiled }) => {
      const { definitions, diagnostics } = await read(`${kind}/bad/${name}.py`, python);
      const v1 = definitions.find(({ variable }) => variable === "v1");
      const errors = [...diagnostics, ...(v1?.problems ?? [])].filter(({ severity }) => severity === "error");
      if (outcome === "compiled") {
        expect(errors).toEqual([]);
        expect(v1?.definition).toEqual(compiled);
        count.compiled++;
        return;
      }
      const [code, marked] = REFUSED[title] ?? [];
      expect(errors.map((error) => error.code)).toEqual([code]);
      const [{ span = { start: 0, end: 0 }, line = 0, column = 0, hint } = {}] = errors;
      expect(python.slice(span.start, span.end)).toBe(marked);
      expect(
        python
          .split("\n")
          [line - 1]?.slice(column - 1)
          .startsWith(marked ?? "nothing"),
      ).toBe(true);
      expect(hint).toMatch(/\w/);
      count.refused++;
    },
  );

  afterAll(() => {
    expect(count).toEqual({ refused: 20, compiled: 7 });
  });
});

/** Writes a definition as Python, and gives what the Python compiles to beside what is lost on the way. */
async function throughPython(compiled: object): Promise<{ text: string | null; lost: string[] }> {
  const given = readDefinition(JSON.stringify(compiled));
  if (!given.ok) throw new Error(JSON.stringify(given.diagnostics));
  const written = await writeChrononPython([given.value], { teams });
  if (!written.ok) throw new Error(JSON.stringify(written.diagnostics));
  const fileOf = (path: string) => written.value.find((file) => file.path === path)?.text ?? null;
  const name = given.value.definition.metaData?.name;
  const lost = written.warnings.filter(({ severity }) => severity !== "info").map(({ message }) => message);
  for (const file of written.value) {
    const { definitions, diagnostics } = await readChrononPython(file, { readFile: fileOf, teams });
    expect(diagnostics).toEqual([]);
    const found: ChrononDefinition | undefined = definitions.find((one) => one.definition.metaData?.name === name);
    if (found?.kind === given.value.kind) return { text: writeDefinition(found), lost };
  }
  return { text: null, lost };
}

describe("definitions that Chronon compiled, as Python", () => {
  test.each(authored.map(({ name, compiled }) => [name, compiled] as const))("V7 %s", async (_, compiled) => {
    expect(await throughPython(compiled)).toEqual({ text: canonical(compiled), lost: [] });
  });

  const present = existsSync(SAMPLES);
  if (!present) console.log("skipped: ../shared/golden/spark/confs/samples.jsonl is not here");
  test.skipIf(!present)("V7 and Chronon's own samples", async () => {
    const odd: Record<string, unknown> = {};
    const samples = lines<{ path: string; compiled: object }>(SAMPLES);
    for (const { path, compiled } of samples) {
      const { text, lost } = await throughPython(compiled);
      if (lost.length > 0 || text !== canonical(compiled)) odd[path] = lost;
    }
    expect(samples).toHaveLength(46);
    expect(odd).toEqual({
      // A name of two parts, which no file of a repository gives.
      "group_bys/sample_team/sample_chaining_group_by": expect.arrayContaining([
        'metaData.name is "sample_team.sample_chaining_group_by" and becomes "sample_team.sample_team.sample_chaining_group_by".',
      ]),
      // Compiled without the arguments' map, which the constructor always makes.
      "group_bys/unit_test/user.sample_nested_group_by.v1": [],
      // A GroupBy within the join's file takes its team from the folder.
      "joins/unit_test/user.sample_join_inline_group_by.v1": [
        'joinParts.0.groupBy.metaData.team is "unit_test" and becomes "user".',
      ],
    });
  });
});
