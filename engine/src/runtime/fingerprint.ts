import type { Plan } from "../group-by/plan.ts";
import type { JobSettings } from "../worker/protocol.ts";
import { jobTileSizeMs } from "./job-settings.ts";

/** JSON with the members of every object in order of name, so that equal values have equal texts. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`);
  return `{${members.join(",")}}`;
}

/** One 32-bit lane: multiply and mix each UTF-16 unit, then spread the bits. */
function hashLane(text: string, seed: number): string {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, "0");
}

/**
 * Names the definition that a state belongs to. Equal for definitions whose state means the same: the source and its
 * query, keys, inputs, what tiles hold and how the job runs count; windows, derivations and descriptions do not, since
 * tiles hold un-windowed values.
 */
export function fingerprint(plan: Plan, settings: JobSettings, partitions: number): string {
  const definition = canonicalJson({
    name: plan.name,
    sources: plan.groupBy.sources ?? [],
    sourceSchema: plan.sourceSchema,
    keySchema: plan.keySchema,
    inputSchema: plan.inputSchema,
    baseParts: plan.baseParts.map((part) => ({ ...part, window: null })),
    settings: { ...settings, tileSizeMs: settings.mode === "tiled" ? jobTileSizeMs(plan, settings) : 0 },
    partitions,
  });
  return [0x811c9dc5, 0x9e3779b9, 0x51ed270b, 0x2545f491].map((seed) => hashLane(definition, seed)).join("");
}
