import { RequestError } from "../request-error.ts";

/** What a request takes up: an ordinary answer, a body of many events, an answer without end. */
export type Load = "answer" | "append" | "stream";

const MOST: Readonly<Record<Load, number>> = { answer: 256, append: 8, stream: 64 };

/** How many requests are under way. Beyond the limits a request is refused at once, so that those under way get done. */
export class Admission {
  readonly #underWay: Record<Load, number> = { answer: 0, append: 0, stream: 0 };

  /** Returns the way out; throws 503 when there are too many. */
  enter(load: Load): () => void {
    if (this.#underWay[load] >= MOST[load])
      throw new RequestError(503, "server/busy", "The server has too much to do; try again in a moment.");
    this.#underWay[load]++;
    let isIn = true;
    return () => {
      if (isIn) this.#underWay[load]--;
      isIn = false;
    };
  }
}
