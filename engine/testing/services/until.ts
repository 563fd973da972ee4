/** Waits for what other processes bring about; throws when it does not come. */
export async function until(isSo: () => boolean | Promise<boolean>, withinMs = 50_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error("It never came about");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
