/**
 * How well a text fits what was typed: null if it does not, else a number that is larger for better fits. All letters
 * must occur in order; whole words, word beginnings and runs of letters count for more.
 */
export function matchText(typed: string, text: string): number | null {
  const wanted = typed.toLowerCase().replace(/\s+/g, "");
  const lower = text.toLowerCase();
  const direct = lower.indexOf(typed.toLowerCase().trim());
  if (wanted === "") return 0;
  if (direct !== -1) return 1_000 - direct - text.length / 100;
  let at = 0;
  let score = 0;
  let run = 0;
  for (const letter of wanted) {
    const found = lower.indexOf(letter, at);
    if (found === -1) return null;
    run = found === at ? run + 1 : 0;
    const beginsWord = found === 0 || /[\s_\-./]/.test(lower[found - 1] ?? "");
    score += 1 + run * 2 + (beginsWord ? 4 : 0) - Math.min(3, (found - at) / 8);
    at = found + 1;
  }
  return score - text.length / 100;
}
