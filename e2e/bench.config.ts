import { defineConfig } from "@playwright/test";
import demo from "./demo.config.ts";

/** Measurements in the browser: `npm run bench:timeline`. */
export default defineConfig({
  ...demo,
  testMatch: "*.bench.ts",
  outputDir: "../test-results/bench",
  use: { ...demo.use, video: "off" },
});
