import { editDistance } from "../expression/analysis/closest-names.ts";

const SHOWN = 3;
const COMPARED_CHARACTERS = 64;

/** Up to three known names that look most like `name`, best first; those that share nothing with it are left out. */
export function closestNames(name: string, known: readonly string[]): string[] {
  const fold = (text: string) => text.slice(0, COMPARED_CHARACTERS).toLowerCase();
  return known
    .map((candidate, place) => ({ candidate, place, distance: editDistance(fold(name), fold(candidate)) }))
    .filter(({ candidate, distance }) => distance < Math.max(name.length, candidate.length) * 0.7)
    .sort((a, b) => a.distance - b.distance || a.place - b.place)
    .slice(0, SHOWN)
    .map(({ candidate }) => candidate);
}

/** A hint that names the closest candidates, or lists what is known when nothing is close. */
export function didYouMean(name: string, known: readonly string[]): string {
  const closest = closestNames(name, known);
  if (closest.length > 0) return `Did you mean ${closest.join(" or ")}?`;
  if (known.length === 0) return "Nothing is known here.";
  const listed = known.slice(0, 12).join(", ");
  return known.length > 12 ? `Known: ${listed} and ${known.length - 12} more.` : `Known: ${listed}.`;
}
