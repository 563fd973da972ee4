import { cleanName } from "./dataset-names.ts";
import type { ExternalPart, JoinPart } from "./join.ts";

/** What stands before the columns of a part: `<prefix>_<clean name of the GroupBy>`. */
export function partPrefix({ prefix, groupBy }: JoinPart): string {
  const name = cleanName(groupBy?.metaData?.name ?? "");
  return prefix === undefined ? name : `${prefix}_${name}`;
}

/** Left name of each key of the GroupBy. */
export function leftKeys({ groupBy, keyMapping = {} }: JoinPart): Map<string, string> {
  const names = new Map((groupBy?.keyColumns ?? []).map((key) => [key, key]));
  for (const [left, right] of Object.entries(keyMapping)) names.set(right, left);
  return names;
}

/** What stands before the columns of an external part: `ext_<prefix>_<clean name of the source>`. */
export function externalPrefix({ prefix, source }: ExternalPart): string {
  const name = cleanName(source?.metadata?.name ?? "");
  return prefix === undefined ? `ext_${name}` : `ext_${prefix}_${name}`;
}

/** Left name of a key of an external source. */
export function externalLeftKey({ keyMapping = {} }: ExternalPart, key: string): string {
  return Object.entries(keyMapping).find(([, right]) => right === key)?.[0] ?? key;
}
