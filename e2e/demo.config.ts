import { defineConfig } from "@playwright/test";
import base from "../playwright.config.ts";

/** Recorded demos: `npm run demo`. */
export default defineConfig({
  ...base,
  testDir: ".",
  testMatch: "*.demo.ts",
  outputDir: "../test-results/demo",
  reporter: [["list"]],
  webServer: { ...(Array.isArray(base.webServer) ? base.webServer[0] : base.webServer), cwd: ".." } as NonNullable<
    typeof base.webServer
  >,
  use: {
    ...base.use,
    viewport: { width: 1440, height: 900 },
    video: { mode: "on", size: { width: 1440, height: 900 } },
    trace: "off",
  },
});
