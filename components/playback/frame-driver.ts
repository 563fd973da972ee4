/** Where frames come from: the browser in the page, the test's hand in tests. */
export interface FrameDriver {
  /** Calls back once, with a monotonic time in ms. Returns a way to call it off. */
  request(onFrame: (nowMs: number) => void): () => void;
}

/** Frames of the page: once per repaint, none while the page is hidden. */
export const pageFrames: FrameDriver = {
  request(onFrame) {
    const id = requestAnimationFrame(onFrame);
    return () => cancelAnimationFrame(id);
  },
};

/** A driver whose frames are made by calling `frame`. */
export function manualFrames(): FrameDriver & { frame(nowMs: number): void } {
  let waiting = new Set<(nowMs: number) => void>();
  return {
    request(onFrame) {
      waiting.add(onFrame);
      return () => waiting.delete(onFrame);
    },
    frame(nowMs) {
      const due = waiting;
      waiting = new Set();
      for (const onFrame of due) onFrame(nowMs);
    },
  };
}
