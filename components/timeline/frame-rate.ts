/** Frames per second over the last second of frames. */
export interface FrameRate {
  /** Notes a frame; returns the rate, or null while there is too little to tell. */
  note(nowMs: number): number | null;
  reset(): void;
}

export function frameRate(): FrameRate {
  let times: number[] = [];
  return {
    note(nowMs) {
      times.push(nowMs);
      while (times.length > 2 && nowMs - (times[0] ?? 0) > 1_000) times.shift();
      const spanMs = nowMs - (times[0] ?? nowMs);
      return spanMs < 250 ? null : Math.round(((times.length - 1) * 1_000) / spanMs);
    },
    reset() {
      times = [];
    },
  };
}
