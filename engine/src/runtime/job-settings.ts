import { type Checked, type Diagnostic, TilescopeError } from "../errors.ts";
import type { Plan } from "../group-by/plan.ts";
import { formatDuration, MINUTE_MS, SECOND_MS } from "../time/duration.ts";
import type { JobSettings } from "../worker/protocol.ts";

/** How Chronon's tiled job runs when nothing else is said. */
export const CHRONON_JOB_SETTINGS: JobSettings = {
  mode: "tiled",
  trigger: { kind: "every-element" },
  outOfOrdernessMs: 5 * MINUTE_MS,
  idlenessMs: 30 * SECOND_MS,
};

/** Size of the tiles that a job writes. */
export const jobTileSizeMs = (plan: Plan, settings: JobSettings): number => settings.tileSizeMs ?? plan.tileSizeMs;

const isCount = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && Number(value) >= least;

function problemsOf(settings: JobSettings, plan: Plan): Diagnostic[] {
  const problems: Diagnostic[] = [];
  const add = (path: string[], code: string, message: string, hint: string) =>
    problems.push({ code: `job/${code}`, severity: "error", message, hint, path });
  const { mode, trigger, outOfOrdernessMs, idlenessMs, tileSizeMs } = settings;
  if (mode !== "tiled" && mode !== "untiled")
    add(["mode"], "unknown-mode", `There is no mode "${String(mode)}".`, 'Use "tiled" or "untiled".');
  if (trigger.kind === "buffered") {
    if (!isCount(trigger.bufferMs, 0))
      add(["trigger", "bufferMs"], "bad-buffer", "The buffer time is not a whole number of ms from 0.", "Try 100.");
  } else if (trigger.kind !== "every-element")
    add(["trigger", "kind"], "unknown-trigger", "There is no such trigger.", 'Use "every-element" or "buffered".');
  if (!isCount(outOfOrdernessMs, 0))
    add(["outOfOrdernessMs"], "bad-bound", "The bound is not a whole number of ms from 0.", "Chronon uses 300000.");
  if (!isCount(idlenessMs, 1))
    add(["idlenessMs"], "bad-idleness", "The timeout is not a whole number of ms from 1.", "Chronon uses 30000.");
  if (tileSizeMs === undefined) return problems;
  const natural = formatDuration(plan.tileSizeMs);
  if (!isCount(tileSizeMs, 1) || plan.tileSizeMs % tileSizeMs !== 0)
    add(
      ["tileSizeMs"],
      "bad-tile-size",
      `A tile size has to divide the smallest tail hop of the windows, ${natural}: otherwise tails would be read coarser than they are.`,
      `Use ${natural} or a size that divides it.`,
    );
  return problems;
}

/** Checks settings that a person chose against the plan they are for. Paths are into the settings. */
export function checkJobSettings(settings: JobSettings, plan: Plan): Checked<JobSettings> {
  const diagnostics = problemsOf(settings, plan);
  return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, value: settings, warnings: [] };
}

/** The same where bad settings are the caller's mistake: throws `TilescopeError` (`job/invalid-settings`). */
export function requireJobSettings(settings: JobSettings, plan: Plan): void {
  const checked = checkJobSettings(settings, plan);
  if (checked.ok) return;
  const reasons = checked.diagnostics.map((diagnostic) => diagnostic.message).join(" ");
  throw new TilescopeError("job/invalid-settings", reasons);
}
