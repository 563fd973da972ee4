import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCli } from "./cli-process.ts";

const CONFS = new URL("../../golden/spark/confs/", import.meta.url);
const EXAMPLE = join(import.meta.dirname, "../../../public/examples/ice-cream.notebook.ts");
const lines = <T>(name: string): T[] =>
  readFileSync(new URL(name, CONFS), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);

let folder: string;
const at = (path: string): string => join(folder, path);
const put = (path: string, text: string): string => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
  return at(path);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tilescope-convert-"));
  for (const { file, python } of lines<{ file: string; python: string }>("sources.jsonl")) put(`repo/${file}`, python);
  put("repo/teams.json", readFileSync(new URL("teams.json", CONFS), "utf8"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `tilescope convert` to its end. */
async function convert(...args: string[]) {
  const { ended, output, errors } = startCli(["convert", ...args], {});
  return { status: await ended, output: output.join("\n"), errors: errors.join("\n") };
}

const compiledOf = (name: string): unknown =>
  lines<{ name: string; compiled: unknown }>("authored.jsonl").find((one) => one.name === name)?.compiled;

describe("tilescope convert", () => {
  it("compiles a repository's Python as Chronon does, and brings it back", async () => {
    const { status, errors } = await convert(at("repo/joins/golden/full.py"), "--to", "json", "--out", at("compiled"));
    expect([status, errors]).toEqual([0, expect.stringContaining("compiled/joins/golden/full.prefixed")]);
    const compiled = at("compiled/joins/golden/full.prefixed");
    expect(JSON.parse(readFileSync(compiled, "utf8"))).toEqual(compiledOf("golden.full.prefixed"));
    const back = await convert(compiled, "--to", "python", "--out", at("back"), "--root", folder);
    expect([back.status, back.errors]).toEqual([0, expect.stringContaining("back/group_bys/golden/every_op.py")]);
    const again = await convert(at("back/joins/golden/full.py"), "--to", "json");
    expect(again.status).toBe(0);
    expect(JSON.parse(again.output)).toEqual(compiledOf("golden.full.prefixed"));
  });

  it("takes the definitions of a notebook, and makes one", async () => {
    const python = await convert(EXAMPLE, "--to", "python");
    expect(python.status).toBe(0);
    expect(python.errors).toContain("the source of sales has no table.");
    expect(python.errors).toContain('metaData.name is "iceCream" and becomes "team.iceCream.v1".');
    expect(python.output).toContain('aggregations=[\n        Aggregation(\n            input_column="customer_id",');
    const file = put("alone/iceCream.py", python.output);
    const notebook = await convert(file, "--to", "notebook", "--out", at("notebooks"));
    expect([notebook.status, notebook.errors]).toEqual([0, at("notebooks/iceCream.notebook.ts")]);
    const again = await convert(at("notebooks/iceCream.notebook.ts"), "--to", "json");
    const json = await convert(file, "--to", "json");
    expect(again.status).toBe(0);
    const { metaData, ...rest } = JSON.parse(json.output);
    // Chronon's compiler writes it for a source without a table; a notebook has no such thing.
    const { dependencies, ...named } = metaData;
    expect(dependencies).toEqual(["null"]);
    expect(JSON.parse(again.output)).toEqual({ metaData: named, ...rest });
  });

  it("keeps a notebook's code from files", async () => {
    const secret = put("secret.txt", "secret");
    const notebook = put(
      "curious.notebook.ts",
      `import { readFileSync } from "node:fs";\nexport const x = readFileSync(${JSON.stringify(secret)}, "utf8");\n`,
    );
    const { status, output, errors } = await convert(notebook, "--to", "json");
    expect([status, output]).toEqual([1, ""]);
    expect(errors).toContain("Access to this API has been restricted");
  });

  it("says where problems are, leaves out what has errors and converts the rest", async () => {
    const path = at("repo/group_bys/golden/every_op.py");
    const { status, output, errors } = await convert(path, "--to", "json");
    expect(status).toBe(1);
    expect(JSON.parse(output)).toEqual(compiledOf("golden.every_op.simple"));
    expect(errors).toContain("group_bys/golden/every_op.py:30:9: error: The feature name");
    expect(errors).toContain("golden.every_op.keyed has errors and is left out.");
    const broken = await convert(put("broken.py", "x = (1"), "--to", "json");
    expect([broken.status, broken.errors.split("\n")[0]]).toEqual([
      1,
      expect.stringMatching(/^broken\.py:1:7: error: This is not Python\. /),
    ]);
  });

  it("says how it is used", async () => {
    const entity = at("repo/group_bys/golden/entity.py");
    for (const [args, said] of [
      [[entity], "--to is missing"],
      [[entity, "--to", "yaml"], "--to yaml is none of json, python and notebook."],
      [[entity, "--to", "json"], "gives 5 files"],
      [[entity, "--to", "json", "--name", "nobody"], "has no definition nobody. It has: golden.entity.listing,"],
      [[entity, "--to", "json", "--root", at("repo/joins")], "is not inside"],
    ] as const) {
      const { status, errors } = await convert(...args);
      expect([status, errors]).toEqual([2, expect.stringContaining(said)]);
    }
    const one = await convert(entity, "--to", "json", "--name", "golden.entity.incr");
    expect([one.status, JSON.parse(one.output).metaData.name]).toEqual([0, "golden.entity.incr"]);
    expect((await convert(at("nowhere.py"), "--to", "json")).errors).toContain("cannot read");
  });
});
