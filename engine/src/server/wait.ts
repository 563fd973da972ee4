/** Resolves after `ms`; with 0 after other work that is due has had its turn. */
export function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (ms === 0) setImmediate(resolve);
    else setTimeout(resolve, ms);
  });
}
