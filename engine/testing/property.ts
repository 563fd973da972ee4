import fc from "fast-check";

const seedText = process.env.TILESCOPE_SEED;
const runsText = process.env.TILESCOPE_RUNS;

/** Seed and number of runs of every property: `TILESCOPE_SEED`, `TILESCOPE_RUNS`, or fixed defaults. */
export const propertyParameters = {
  seed: seedText === undefined || seedText === "" ? 20_260_101 : Number(seedText),
  numRuns: runsText === undefined || runsText === "" ? 200 : Number(runsText),
};

export interface CheckOptions {
  /** Slow properties pass one below 1 to run less often, whatever the environment asks for. */
  readonly factor?: number;
}

const parametersOf = ({ factor = 1 }: CheckOptions) => ({
  seed: propertyParameters.seed,
  numRuns: Math.max(1, Math.round(propertyParameters.numRuns * factor)),
});

/** Throws when the property failed: the shrunk counterexample and the command that replays it. */
function judge<Ts>(name: string, details: fc.RunDetails<Ts>): void {
  if (!details.failed) return;
  const { seed, numRuns } = propertyParameters;
  const replay = `TILESCOPE_SEED=${seed} TILESCOPE_RUNS=${numRuns} npx vitest run -t ${JSON.stringify(name)}`;
  const report = fc.defaultReportMessage(details) ?? "no report";
  throw new Error(`${name}: ${report}\nReplay with: ${replay}`);
}

/** Checks a property; a failure prints the shrunk counterexample and the command that replays it. */
export function check<Ts extends unknown[]>(
  name: string,
  property: fc.IPropertyWithHooks<Ts>,
  options: CheckOptions = {},
): void {
  judge(name, fc.check(property, parametersOf(options)));
}

/** The same for a property that waits. */
export async function checkAsync<Ts extends unknown[]>(
  name: string,
  property: fc.IAsyncPropertyWithHooks<Ts>,
  options: CheckOptions = {},
): Promise<void> {
  judge(name, await fc.check(property, parametersOf(options)));
}
