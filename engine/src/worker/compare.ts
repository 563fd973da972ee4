import { TilescopeError } from "../errors.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../time/duration.ts";
import { answerRow } from "./answer-row.ts";
import { keysOf } from "./asked-key.ts";
import { type CallContext, type EngineSessionOptions, pause } from "./call-context.ts";
import { measuredRead } from "./measured-read.ts";
import type { CompareResult, CompareRow, EngineRequests } from "./protocol.ts";
import type { Run } from "./run.ts";
import { eventPuts, retiledPuts, tilePuts } from "./stored-values.ts";

const TILE_SIZES_MS = [MINUTE_MS, 5 * MINUTE_MS, HOUR_MS, DAY_MS];

/** Sizes next to the current one: one step down, itself, one step up. */
function neighbours(currentMs: number): number[] {
  const smaller = TILE_SIZES_MS.filter((size) => size < currentMs).at(-1);
  const larger = TILE_SIZES_MS.find((size) => size > currentMs);
  return [smaller, currentMs, larger].filter((size) => size !== undefined);
}

/** Exact window, raw events with the hop tail, and tiles, for one key at one moment: values, reasons, measured costs. */
export async function compareAnswers(
  run: Run,
  request: EngineRequests["compare"]["request"],
  options: EngineSessionOptions,
  context: CallContext,
): Promise<CompareResult> {
  const { keyIndex, queryMs, step, repetitions } = request;
  if (run.settings.mode !== "tiled")
    throw new TilescopeError(
      "compare/untiled-job",
      "This job is untiled: it has no tiles to compare. Set its mode to tiled.",
    );
  const steps = run.history.keySteps(keyIndex);
  if (steps.length === 0) throw new TilescopeError("compare/unknown-key", "The run has no such key.");
  const { key } = run.history.select(steps[0] ?? 0);
  const keyBytes = run.codecs.key.encode(key);
  const keys = keysOf(run, keyIndex);
  const breathe = async (label: string, done: number, total: number) => {
    context.onProgress(done, total, label);
    await pause(options, context);
  };
  const measure = (puts: Parameters<typeof measuredRead>[1], streamed: Parameters<typeof measuredRead>[2]) =>
    measuredRead(run, puts, streamed, keys, queryMs, repetitions, options, context);

  const events = await eventPuts(run, keyIndex, step, (done, total) => breathe("events stored", done, total));
  await breathe("raw read", 1, 4);
  const raw = await measure(events, { kind: "events" });
  await breathe("tiled read", 2, 4);
  const tiled = await measure(tilePuts(run, keyIndex, step, keyBytes), {
    kind: "tiles",
    tileSizeMs: run.trace.tileSizeMs,
  });
  await breathe("other tile sizes", 3, 4);
  const sizes: CompareResult["sizes"][number][] = [];
  for (const tileSizeMs of neighbours(run.trace.tileSizeMs)) {
    const current = tileSizeMs === run.trace.tileSizeMs;
    const { cost } = current
      ? tiled
      : await measure(retiledPuts(run, keyIndex, step, keyBytes, tileSizeMs), { kind: "tiles", tileSizeMs });
    sizes.push({ tileSizeMs, cost, current });
  }
  const rows = run.plan.features.map((feature): CompareRow => {
    const answer = answerRow(run, feature, keyIndex, queryMs, step, tiled.values[feature.name] ?? null);
    return { ...answer, sawtooth: raw.values[feature.name] ?? null };
  });
  return {
    key: run.trace.keys[keyIndex] ?? "",
    keys,
    queryMs,
    step,
    rows,
    repetitions,
    raw: raw.cost,
    tiled: tiled.cost,
    sizes,
  };
}
