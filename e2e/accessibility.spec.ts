import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { Studio } from "./studio.ts";

for (const colorScheme of ["dark", "light"] as const) {
  test(`the studio has no accessibility violations (${colorScheme})`, async ({ browser }) => {
    const context = await browser.newContext({ colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    const studio = new Studio(page);
    await studio.open();
    await studio.runAll();
    const { violations } = await new AxeBuilder({ page }).exclude(".monaco-editor").analyze();
    expect(violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
    await context.close();
  });
}
