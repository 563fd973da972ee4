/** Watermark of one input channel as the valve sees it. */
interface Channel {
  watermarkMs: number;
  active: boolean;
  /** Takes part in the minimum: active, and not behind what was already sent. */
  aligned: boolean;
}

/** What the valve sends downstream. */
export interface ValveOutput {
  onWatermark(watermarkMs: number): void;
  onStatus(idle: boolean): void;
}

export interface SavedValve {
  readonly watermarkMs: number;
  readonly idle: boolean;
  readonly channels: readonly { readonly watermarkMs: number; readonly active: boolean; readonly aligned: boolean }[];
}

/**
 * Combines the watermarks of several channels into one, as Flink's input valve does: the minimum of the channels that
 * are active and have caught up. `-Infinity` stands for no watermark yet, `Infinity` for the end of the stream.
 *
 * - The result only grows. Watermarks that do not grow, and those of an idle channel, are ignored.
 * - A channel that wakes up behind the result does not hold it back until it has caught up.
 * - When the last active channel becomes idle while it determined the result, the largest watermark of all channels is
 *   sent first.
 */
export class WatermarkValve {
  readonly #channels: Channel[];
  #watermarkMs = Number.NEGATIVE_INFINITY;
  #idle = false;

  constructor(channels: number) {
    this.#channels = Array.from({ length: channels }, () => ({
      watermarkMs: Number.NEGATIVE_INFINITY,
      active: true,
      aligned: true,
    }));
  }

  /** Last watermark sent. */
  get watermarkMs(): number {
    return this.#watermarkMs;
  }

  channelWatermarkMs(index: number): number {
    return this.#channel(index).watermarkMs;
  }

  isActive(index: number): boolean {
    return this.#channel(index).active;
  }

  /** True for a channel whose watermark is the one that the result waits for. */
  holds(index: number): boolean {
    const channel = this.#channel(index);
    return channel.aligned && channel.watermarkMs <= this.#watermarkMs;
  }

  watermark(index: number, watermarkMs: number, output: ValveOutput): void {
    const channel = this.#channel(index);
    if (!channel.active || watermarkMs <= channel.watermarkMs) return;
    channel.watermarkMs = watermarkMs;
    if (!channel.aligned && watermarkMs >= this.#watermarkMs) channel.aligned = true;
    if (channel.aligned) this.#sendMinimum(output);
  }

  status(index: number, idle: boolean, output: ValveOutput): void {
    const channel = this.#channel(index);
    if (channel.active !== idle) return;
    channel.active = !idle;
    if (!idle) {
      channel.aligned = channel.watermarkMs >= this.#watermarkMs;
      if (this.#idle) {
        this.#idle = false;
        output.onStatus(false);
      }
      return;
    }
    channel.aligned = false;
    const waitedFor = channel.watermarkMs === this.#watermarkMs;
    if (this.#channels.some((other) => other.active)) {
      if (waitedFor) this.#sendMinimum(output);
      return;
    }
    if (waitedFor) this.#send(Math.max(...this.#channels.map((other) => other.watermarkMs)), output);
    this.#idle = true;
    output.onStatus(true);
  }

  snapshot(): SavedValve {
    return {
      watermarkMs: this.#watermarkMs,
      idle: this.#idle,
      channels: this.#channels.map((channel) => ({ ...channel })),
    };
  }

  restore(saved: SavedValve): void {
    this.#watermarkMs = saved.watermarkMs;
    this.#idle = saved.idle;
    for (const [index, channel] of saved.channels.entries()) Object.assign(this.#channel(index), channel);
  }

  #sendMinimum(output: ValveOutput): void {
    let minimum = Number.POSITIVE_INFINITY;
    let aligned = false;
    for (const channel of this.#channels) {
      if (!channel.aligned) continue;
      aligned = true;
      if (channel.watermarkMs < minimum) minimum = channel.watermarkMs;
    }
    if (aligned) this.#send(minimum, output);
  }

  #send(watermarkMs: number, output: ValveOutput): void {
    if (watermarkMs <= this.#watermarkMs) return;
    this.#watermarkMs = watermarkMs;
    output.onWatermark(watermarkMs);
  }

  #channel(index: number): Channel {
    const channel = this.#channels[index];
    if (channel === undefined) throw new RangeError(`Channel ${index} of ${this.#channels.length}`);
    return channel;
  }
}
