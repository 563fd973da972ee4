import { describe, expect, it } from "vitest";
import { runSchedule } from "./run-schedule.ts";
import { drawSchedule } from "./schedule.ts";

const FIRST = Number(process.env.TILESCOPE_SEED ?? 1);
const RUNS = Number(process.env.TILESCOPE_SIMULATIONS ?? 500);

describe("the simulated pipeline", () => {
  it(`R7 R8 equals the oracle after ${RUNS} schedules of crashes, stops, lost locks, bad networks, wrong clocks and rescaling`, async () => {
    let late = 0;
    for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
      try {
        late += (await runSchedule(drawSchedule(seed))).late;
      } catch (error) {
        const replay = `node engine/testing/simulation/run.ts --seed=${seed} --verbose`;
        throw new Error(`Seed ${seed} failed. Replay it: ${replay}`, { cause: error });
      }
    }
    expect(late).toBeGreaterThan(0);
  }, 600_000);

  it("R1 a seed gives the same run again", async () => {
    const lines = async (): Promise<string[]> => {
      const seen: string[] = [];
      const { createLogger } = await import("../../src/server/logger.ts");
      await runSchedule(
        drawSchedule(7),
        createLogger(
          (line) => seen.push(line),
          "debug",
          () => 0,
        ),
      );
      return seen;
    };
    const first = await lines();
    expect(first.length).toBeGreaterThan(3);
    expect(await lines()).toEqual(first);
  });
});
