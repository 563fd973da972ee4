import type { Checked, Diagnostic } from "../errors.ts";
import type { OperationName } from "../group-by/group-by.ts";
import { type Json, parseJson } from "../schema/json.ts";
import type { AggregationPart } from "./aggregation-part.ts";

export type ArgMap = AggregationPart["argMap"];

/** The parsed `argMap` of an operation; a field that the operation does not use holds its default. */
export interface OperationArguments {
  /** Number of kept values, bound, or sketch size; the meaning belongs to the operation. */
  readonly k: number;
  /** Ranks in [0, 1], in the order asked for. */
  readonly percentiles: readonly number[];
}

const REQUIRES_K: ReadonlySet<OperationName> = new Set(["FIRST_K", "LAST_K", "TOP_K", "BOTTOM_K", "UNIQUE_TOP_K"]);

const DEFAULT_K: Readonly<Partial<Record<OperationName, number>>> = {
  HISTOGRAM: 0,
  BOUNDED_UNIQUE_COUNT: 8,
  APPROX_UNIQUE_COUNT: 8,
  APPROX_PERCENTILE: 128,
  APPROX_HISTOGRAM_K: 8,
  APPROX_FREQUENT_K: 8,
  APPROX_HEAVY_HITTERS_K: 8,
};

/** A 32-bit decimal integer as the JVM parses it, or `null`. */
function parseInt32(text: string): number | null {
  if (!/^[+-]?\d+$/.test(text)) return null;
  const number = Number(text);
  return number >= -(2 ** 31) && number < 2 ** 31 ? number + 0 : null;
}

function parsePercentiles(text: string): readonly number[] | null {
  let json: Json;
  try {
    json = parseJson(text);
  } catch {
    return null;
  }
  if (!Array.isArray(json)) return null;
  const numbers = json.filter((item): item is number => typeof item === "number");
  return numbers.length === json.length ? numbers : null;
}

/** Whether `operation` writes its `k` into the column name and cannot do without one. */
export const requiresK = (operation: OperationName): boolean => REQUIRES_K.has(operation);

/**
 * Parses and checks the `argMap` of an aggregation. Errors are what Chronon refuses when it builds the aggregator;
 * values that it accepts and then trips over at run time are warnings. Paths start at the aggregation.
 */
export function operationArguments(operation: OperationName, argMap: ArgMap): Checked<OperationArguments> {
  const diagnostics: Diagnostic[] = [];
  const report = (severity: "error" | "warning", code: string, field: string, message: string, hint: string) =>
    diagnostics.push({ code: `aggregation/${code}`, severity, message, hint, path: ["argMap", field] });

  const defaultK = DEFAULT_K[operation];
  let k = defaultK ?? 0;
  if (defaultK !== undefined || requiresK(operation)) {
    const text = argMap?.k;
    const parsed = text === undefined ? null : parseInt32(text);
    if (text === undefined) {
      if (defaultK === undefined)
        report("error", "missing-k", "k", `${operation} needs the argument k.`, 'Add `"argMap": {"k": "3"}`.');
    } else if (parsed === null) {
      report("error", "bad-k", "k", `k of ${operation} is not an integer: "${text}".`, 'Write a number such as "3".');
    } else {
      k = parsed;
      const smallest = operation === "HISTOGRAM" ? 0 : 1;
      if (k < smallest) {
        const message = `k of ${operation} is ${k}; it should be at least ${smallest}.`;
        report("warning", "k-too-small", "k", message, `Use a k of at least ${smallest}.`);
      }
    }
  }

  let percentiles: readonly number[] = [0.5];
  if (operation === "APPROX_PERCENTILE") {
    const text = argMap?.percentiles;
    const parsed = text === undefined ? percentiles : parsePercentiles(text);
    const hint = 'Add `"argMap": {"percentiles": "[0.5, 0.95]"}`.';
    if (argMap === null) {
      report("error", "missing-percentiles", "percentiles", `${operation} needs an argMap.`, hint);
    } else if (parsed === null) {
      const message = `percentiles of ${operation} is not a JSON array of numbers: "${text}".`;
      report("error", "bad-percentiles", "percentiles", message, hint);
    } else {
      percentiles = parsed;
      if (percentiles.some((rank) => !(rank >= 0 && rank <= 1)))
        report("warning", "percentile-out-of-range", "percentiles", "A percentile is not within 0 to 1.", hint);
    }
  }

  return diagnostics.some((diagnostic) => diagnostic.severity === "error")
    ? { ok: false, diagnostics }
    : { ok: true, value: { k, percentiles }, warnings: diagnostics };
}
