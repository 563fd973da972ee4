import type { ValveOutput } from "./watermark-valve.ts";

interface Part {
  watermarkMs: number;
  idle: boolean;
}

/** What the multiplexer tells about one part (a split of a source) beside the combined result. */
export interface PartListener {
  onPartWatermark(part: string, watermarkMs: number): void;
  onPartStatus(part: string, idle: boolean): void;
}

/**
 * Combines the watermarks of the splits of one source, as Flink's multiplexer does: the minimum of the splits that are
 * not idle, and it only grows. Unlike the valve it lets a split that woke up behind hold the result until it has caught
 * up. An immediate watermark may move the result at once, a deferred one does at the next `periodic`.
 */
export class WatermarkMultiplexer {
  readonly #parts = new Map<string, Part>();
  readonly #output: ValveOutput;
  readonly #listener: PartListener;
  #watermarkMs = Number.NEGATIVE_INFINITY;

  constructor(output: ValveOutput, listener: PartListener) {
    this.#output = output;
    this.#listener = listener;
  }

  register(part: string): void {
    this.#parts.set(part, { watermarkMs: Number.NEGATIVE_INFINITY, idle: false });
  }

  /** Whether the part was known. The result may move at the next update, not now. */
  unregister(part: string): boolean {
    return this.#parts.delete(part);
  }

  immediate(part: string, watermarkMs: number): void {
    if (this.#advance(part, watermarkMs) && watermarkMs > this.#watermarkMs) this.#update();
  }

  deferred(part: string, watermarkMs: number): void {
    this.#advance(part, watermarkMs);
  }

  immediateStatus(part: string, idle: boolean): void {
    this.#setIdle(part, idle);
    this.#update();
  }

  deferredStatus(part: string, idle: boolean): void {
    this.#setIdle(part, idle);
  }

  periodic(): void {
    this.#update();
  }

  #advance(name: string, watermarkMs: number): boolean {
    const part = this.#setIdle(name, false);
    if (watermarkMs <= part.watermarkMs) return false;
    part.watermarkMs = watermarkMs;
    this.#listener.onPartWatermark(name, watermarkMs);
    return true;
  }

  #setIdle(name: string, idle: boolean): Part {
    const part = this.#parts.get(name);
    if (part === undefined) throw new RangeError(`No part "${name}" is registered`);
    part.idle = idle;
    this.#listener.onPartStatus(name, idle);
    return part;
  }

  /** When every part is idle the largest watermark counts, since nobody is left to wait for. */
  #update(): void {
    if (this.#parts.size === 0) return;
    const parts = [...this.#parts.values()];
    const active = parts.filter((part) => !part.idle);
    const combined =
      active.length > 0
        ? Math.min(...active.map((part) => part.watermarkMs))
        : Math.max(...parts.map((part) => part.watermarkMs));
    if (combined > this.#watermarkMs) {
      this.#watermarkMs = combined;
      this.#output.onWatermark(combined);
    }
    if (active.length === 0) this.#output.onStatus(true);
  }
}
