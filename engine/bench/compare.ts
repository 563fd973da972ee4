/** One way to do the work of a comparison. Returns something that depends on the work, so that none can be left out. */
export interface Subject {
  readonly name: string;
  readonly run: () => unknown;
  /** Makes what the next run works on; not measured. */
  readonly prepare?: () => void;
}

/** The same work done in several ways; the first is the baseline. */
export interface Comparison {
  readonly title: string;
  /** What is counted, in the plural: `tile updates`. */
  readonly unit: string;
  /** How many of them one run does. */
  readonly count: number;
  readonly subjects: readonly Subject[];
}

/** Processor time of one subject, all threads of the process, collector included. */
export interface Measured {
  readonly name: string;
  /** Microseconds of each repetition, in order. */
  readonly cpuUs: readonly number[];
  readonly medianUs: number;
  readonly perCpuSecond: number;
}

export interface Compared extends Omit<Comparison, "subjects"> {
  readonly measured: readonly Measured[];
}

export type Compare = (comparison: Comparison) => void;

/** Shows a table of something else than time; the first row is its head. */
export type Show = (title: string, rows: readonly (readonly string[])[]) => void;

/** What a `*.bench.ts` exports. */
export interface Bench {
  readonly name: string;
  run(compare: Compare, show: Show): void | Promise<void>;
}

function cpuUsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

const collect = (globalThis as { gc?: () => void }).gc;
const never = new Int32Array(new SharedArrayBuffer(4));
const SETTLE_MS = 100;

/** So that no subject pays for the garbage of the one before: collects (with `--expose-gc`) and lets V8's threads finish. */
function settle(): void {
  collect?.();
  Atomics.wait(never, 0, 0, SETTLE_MS);
}

/**
 * Runs every subject `warmups` times unmeasured, then all of them in turn, `repetitions` times, so that what else the
 * machine does falls on all alike.
 */
export function compareSubjects(comparison: Comparison, repetitions: number, warmups = 4): Compared {
  const { subjects, ...rest } = comparison;
  for (const { prepare, run } of subjects)
    for (let i = 0; i < warmups; i++) {
      prepare?.();
      run();
    }
  const cpuUs = subjects.map((): number[] => []);
  for (let repetition = 0; repetition < repetitions; repetition++)
    subjects.forEach(({ prepare, run }, i) => {
      prepare?.();
      settle();
      cpuUs[i]?.push(cpuUsOf(run));
    });
  const measured = subjects.map(({ name }, i) => {
    const medianUs = median(cpuUs[i] ?? []);
    return { name, cpuUs: cpuUs[i] ?? [], medianUs, perCpuSecond: (rest.count / medianUs) * 1e6 };
  });
  return { ...rest, measured };
}
