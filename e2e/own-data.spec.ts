import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "@playwright/test";
import { Studio } from "./studio.ts";

const folder = mkdtempSync(join(tmpdir(), "tilescope-files-"));
const start = Date.parse("2024-01-15T08:00:00Z");
const rows = Array.from({ length: 60 }, (_, i) => ({
  order_id: `o-${i}`,
  customer_id: `c-${i % 3}`,
  amount: 10 + i / 4,
  created: start + i * 60_000,
}));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const csv = [
  "order_id,customer_id,amount,created",
  ...rows.map((row) => `${row.order_id},${row.customer_id},${row.amount},${row.created}`),
].join("\n");

/** The same rows as Parquet, written by DuckDB. */
async function parquet(path: string, csvPath: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`COPY (SELECT * FROM read_csv('${csvPath}')) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
}

const csvPath = file("mine.csv", csv);
const parquetPath = join(folder, "mine.parquet");

test.describe("your own data", () => {
  test.beforeAll(() => parquet(parquetPath, csvPath));

  for (const [format, path] of [
    ["CSV", csvPath],
    ["Parquet", parquetPath],
    ["JSON lines", file("mine.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"))],
  ] as const) {
    test(`${format} becomes a stream, and its sums are those of the file`, async ({ page }) => {
      const studio = new Studio(page);
      await studio.open("your-own-data");
      await studio.cell("orders").locator("input[type=file]").setInputFiles(path);
      await expect(studio.cell("orders")).toContainText("60 rows");
      await studio.runAll();
      await expect(studio.cell("compare").getByRole("list", { name: "Cost of one read" })).toBeVisible();
      const compared = await studio.comparison("compare");
      const mine = rows.filter((row) => row.customer_id === "c-0");
      const exact = Number(compared.amount_sum_6h?.[0]?.replaceAll(",", ""));
      const sums = ["c-0", "c-1", "c-2"].map((key) =>
        rows.filter((row) => row.customer_id === key).reduce((sum, row) => sum + row.amount, 0),
      );
      expect(sums).toContain(exact);
      expect(Number(compared.amount_count_6h?.[0])).toBe(mine.length);
    });
  }

  test("broken lines are named, and the others kept", async ({ page }) => {
    const studio = new Studio(page);
    await studio.open("your-own-data");
    const broken = file("broken.jsonl", `${JSON.stringify(rows[0])}\n{oops\n${JSON.stringify(rows[1])}\n`);
    await studio.cell("orders").locator("input[type=file]").setInputFiles(broken);
    await expect(studio.cell("orders")).toContainText("2 rows");
    await expect(studio.cell("orders")).toContainText(/line 2/i);
  });

  test("a file that is no data says what was expected", async ({ page }) => {
    const studio = new Studio(page);
    await studio.open("your-own-data");
    await studio.cell("orders").locator("input[type=file]").setInputFiles(file("empty.csv", ""));
    await expect(studio.cell("orders").getByRole("alert")).toContainText("empty.csv is empty");
  });
});
