import type { ChainStage } from "../../runtime/operator-chain.ts";

export type Stage = "source" | ChainStage;
export const STAGES: readonly Stage[] = ["source", "evaluation", "tiling", "conversion"];

/**
 * How the time of a batch divides among the operators. Looking at the time at every step of every record would cost more
 * than some steps do, so only every eighth batch is looked at; its shares stand for the others.
 */
export class StageTimes {
  readonly #elapsedMs: () => number;
  readonly #everyBatches: number;
  readonly #ms: Record<Stage, number> = { source: 0, evaluation: 0, tiling: 0, conversion: 0 };
  #batches = 0;
  #stage: Stage | null = null;
  #sinceMs = 0;
  #shares: Record<Stage, number> = { source: 0.25, evaluation: 0.25, tiling: 0.25, conversion: 0.25 };

  constructor(elapsedMs: () => number, everyBatches = 8) {
    this.#elapsedMs = elapsedMs;
    this.#everyBatches = everyBatches;
  }

  begin(): void {
    if (this.#batches++ % this.#everyBatches !== 0) return;
    for (const stage of STAGES) this.#ms[stage] = 0;
    this.#stage = "source";
    this.#sinceMs = this.#elapsedMs();
  }

  readonly enter = (stage: Stage): void => {
    if (this.#stage === null) return;
    const nowMs = this.#elapsedMs();
    this.#ms[this.#stage] += nowMs - this.#sinceMs;
    this.#stage = stage;
    this.#sinceMs = nowMs;
  };

  end(): void {
    if (this.#stage === null) return;
    this.enter("source");
    this.#stage = null;
    const totalMs = STAGES.reduce((sum, stage) => sum + this.#ms[stage], 0);
    if (totalMs === 0) return;
    const share = (stage: Stage): number => this.#ms[stage] / totalMs;
    this.#shares = {
      source: share("source"),
      evaluation: share("evaluation"),
      tiling: share("tiling"),
      conversion: share("conversion"),
    };
  }

  /** Part of a batch's time that each operator takes; they add up to 1. */
  get shares(): Readonly<Record<Stage, number>> {
    return this.#shares;
  }
}
