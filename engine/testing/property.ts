import fc from "fast-check";

const seedText = process.env.TILESCOPE_SEED;
const runsText = process.env.TILESCOPE_RUNS;

/** Seed and number of runs of every property: `TILESCOPE_SEED`, `TILESCOPE_RUNS`, or fixed defaults. */
export const propertyParameters = {
  seed: seedText === undefined || seedText === "" ? 20_260_101 : Number(seedText),
  numRuns: runsText === undefined || runsText === "" ? 200 : Number(runsText),
};

/**
 * Checks a property; a failure prints the shrunk counterexample and the command that replays it. Slow properties pass
 * a factor below one to run less often, whatever the environment asks for.
 */
export function check<Ts extends unknown[]>(
  name: string,
  property: fc.IPropertyWithHooks<Ts>,
  options: { readonly factor?: number } = {},
): void {
  const { seed } = propertyParameters;
  const numRuns = Math.max(1, Math.round(propertyParameters.numRuns * (options.factor ?? 1)));
  const details = fc.check(property, { seed, numRuns });
  if (!details.failed) return;
  const replay = `TILESCOPE_SEED=${seed} TILESCOPE_RUNS=${propertyParameters.numRuns} npx vitest run -t ${JSON.stringify(name)}`;
  const report = fc.defaultReportMessage(details) ?? "no report";
  throw new Error(`${name}: ${report}\nReplay with: ${replay}`);
}
