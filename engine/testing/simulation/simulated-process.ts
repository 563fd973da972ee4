import type { Timers } from "../../src/ports/timers.ts";
import type { VirtualTime } from "./virtual-time.ts";

/**
 * A process of the simulation: its timers and the answers to its calls reach it while it lives. Killed, it never hears of
 * anything again, whatever it was about to do; what it had asked for may still happen. Stopped, it hears of everything once
 * it goes on.
 */
export class SimulatedProcess implements Timers {
  readonly #time: VirtualTime;
  #isAlive = true;
  #isStopped = false;
  #held: (() => void)[] = [];

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  elapsedMs(): number {
    return this.#time.elapsedMs();
  }

  after(ms: number, callback: () => void): () => void {
    return this.#time.after(ms, () => this.hear(callback));
  }

  /** A call to something outside: the answer comes to the process only if and when it can take it. */
  call<T>(call: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (!this.#isAlive) return;
      call().then(
        (value) => this.hear(() => resolve(value)),
        (error: unknown) => this.hear(() => reject(error)),
      );
    });
  }

  kill(): void {
    this.#isAlive = false;
    this.#held = [];
  }

  stopFor(ms: number): void {
    this.#isStopped = true;
    this.#time.after(ms, () => {
      this.#isStopped = false;
      for (const callback of this.#held.splice(0)) this.hear(callback);
    });
  }

  /** Lets it hear of something, now or when it goes on. */
  hear(callback: () => void): void {
    if (!this.#isAlive) return;
    if (this.#isStopped) this.#held.push(callback);
    else callback();
  }
}

/** A port whose every call goes out of the process. */
export function portOf<T extends object>(process: SimulatedProcess, port: T): T {
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      if (name === "watch")
        return (topic: string, onAppend: () => void) => member.call(target, topic, () => process.hear(onAppend));
      return (...args: unknown[]) => process.call(() => member.apply(target, args) as Promise<unknown>);
    },
  });
}
