import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "@playwright/test";
import { Studio } from "./studio.ts";

test("deploying to a server that wants its token asks for it once, and goes on", async ({ browser }) => {
  const token = "a token for this test";
  const baseURL = `http://127.0.0.1:${Number(process.env.TILESCOPE_TEST_PORT ?? 3210) + 1}`;
  const server = spawn(process.execPath, ["scripts/serve-for-tests.mjs", new URL(baseURL).port], {
    env: { ...process.env, TILESCOPE_TOKEN: token },
    stdio: "ignore",
  });
  const context = await browser.newContext({ baseURL });
  try {
    const page = await context.newPage();
    await expect(async () => {
      await page.goto("/");
    }).toPass({ timeout: 60_000 });
    const studio = new Studio(page);
    await studio.open();
    await studio.runAll();
    await page.getByRole("button", { name: "Deploy" }).click();
    await page.getByRole("menuitem", { name: "Deploy iceCream" }).click();
    const deploy = page.getByRole("dialog", { name: "Deploy" });
    const signIn = page.getByRole("dialog", { name: "Sign in" });

    await deploy.getByRole("button", { name: "Deploy", exact: true }).click();
    await signIn.getByRole("button", { name: "Not now" }).click();
    await expect(deploy.getByRole("alert")).toContainText("asks for its token");

    await deploy.getByRole("button", { name: "Deploy", exact: true }).click();
    await expect(signIn.getByLabel("Token")).toHaveAttribute("type", "password");
    await signIn.getByLabel("Token").fill("another token of that length");
    await signIn.getByRole("button", { name: "Sign in" }).click();
    await expect(signIn.getByRole("alert")).toContainText("not the token");
    await signIn.getByLabel("Token").fill(token);
    await page.keyboard.press("Enter");
    await expect(signIn).toBeHidden();
    await expect(deploy.getByRole("status")).toContainText("Deployed", { timeout: 60_000 });

    // No script of the page sees what the browser keeps.
    expect(await page.evaluate(() => document.cookie)).toBe("");
    expect(studio.errors).toEqual([]);
  } finally {
    await context.close();
    server.kill("SIGTERM");
    await once(server, "exit");
  }
});
