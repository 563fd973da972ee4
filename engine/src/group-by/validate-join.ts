import { expandParts } from "../aggregation/expand-parts.ts";
import { outputColumnName } from "../aggregation/output-column-name.ts";
import type { Checked } from "../errors.ts";
import { TimeUnit } from "../time/window.ts";
import { IDENTIFIER } from "./check-derivations.ts";
import { selectedNames } from "./check-sources.ts";
import { checkStruct } from "./chronon/check-struct.ts";
import { didYouMean } from "./closest-names.ts";
import { DiagnosticList } from "./diagnostic-list.ts";
import type { GroupBy } from "./group-by.ts";
import type { ExternalPart, Join, JoinPart, LabelPart } from "./join.ts";
import { externalPrefix, leftKeys, partPrefix } from "./join-part-names.ts";
import { viewSource } from "./source-kind.ts";
import { validateGroupBy } from "./validate-group-by.ts";

/**
 * Checks JSON that claims to be a Join in compiled form: its structure, the GroupBys of its parts, and Chronon's rules
 * for what joins them. Trusts nothing about the JSON. The value is a cleaned copy.
 */
export function validateJoin(json: unknown): Checked<Join> {
  const diagnostics = new DiagnosticList("join");
  const join: Join = checkStruct("Join", json, [], diagnostics) ?? {};
  if (diagnostics.failed) return diagnostics.checked(join);
  const { left, joinParts = [], onlineExternalParts = [], labelPart } = join;
  if (!join.metaData?.name?.trim())
    diagnostics.error("missing-name", ["metaData", "name"], "The join has no name.", "Set name.");
  if (left === undefined) diagnostics.error("no-left", ["left"], "The join has no left side.", "Set left to a source.");
  else if (left.events !== undefined && left.events.query?.timeColumn === undefined)
    diagnostics.error(
      "missing-time-column",
      ["left", "events", "query", "timeColumn"],
      "The left events have no time column.",
      'Set timeColumn to an expression that gives milliseconds since 1970, such as "ts".',
    );
  for (const [i, part] of joinParts.entries()) checkPart(join, part, i, diagnostics);
  checkTwice(
    joinParts.map(partPrefix),
    (i) => ["joinParts", i],
    "Two parts have the same GroupBy and prefix",
    diagnostics,
  );
  checkTwice(
    onlineExternalParts.map(externalPrefix),
    (i) => ["onlineExternalParts", i],
    "Two external parts have the same source and prefix",
    diagnostics,
  );
  if (labelPart !== undefined) checkLabels(labelPart, diagnostics);
  if (!diagnostics.failed) checkDerivations(join, diagnostics);
  return diagnostics.checked(join);
}

function checkPart(join: Join, part: JoinPart, index: number, diagnostics: DiagnosticList): void {
  const path = ["joinParts", index];
  const { groupBy = {}, keyMapping = {} } = part;
  const checked = validateGroupBy(groupBy);
  diagnostics.addAt([...path, "groupBy"], checked.ok ? checked.warnings : checked.diagnostics);
  const keys = groupBy.keyColumns ?? [];
  for (const [left, key] of Object.entries(keyMapping))
    if (!keys.includes(key))
      diagnostics.error(
        "unknown-key",
        [...path, "keyMapping", left],
        `The mapping leads to "${key}", which is not a key of the GroupBy.`,
        didYouMean(key, keys),
      );
  const name = groupBy.metaData?.name;
  if (join.metaData?.online && !groupBy.metaData?.online)
    diagnostics.error(
      "offline-part",
      [...path, "groupBy"],
      `The join is online, but its GroupBy ${name ?? ""} is not.`,
      "Set online=True on the GroupBy as well.",
    );
}

function checkTwice(
  names: readonly string[],
  pathOf: (index: number) => readonly (string | number)[],
  message: string,
  diagnostics: DiagnosticList,
): void {
  for (const [i, name] of names.entries())
    if (names.indexOf(name) < i)
      diagnostics.error("duplicate-part", pathOf(i), `${message}: ${name}.`, "Remove one, or give it a prefix.");
}

/** A label with an aggregation has one window in days, and the offsets are that window. */
function checkLabels({ labels = [], leftStartOffset, leftEndOffset }: LabelPart, diagnostics: DiagnosticList): void {
  for (const [i, { groupBy }] of labels.entries()) {
    const path = ["labelPart", "labels", i, "groupBy"];
    if (groupBy?.aggregations === undefined) continue;
    const [aggregation, ...more] = groupBy.aggregations;
    const [window, ...others] = aggregation?.windows ?? [];
    if (labels.length > 1 || more.length > 0 || others.length > 0 || window?.timeUnit !== TimeUnit.DAYS)
      diagnostics.error(
        "label-aggregations",
        path,
        "A label that is aggregated stands alone, with one aggregation over one window in days.",
        "Keep one label, one aggregation and one window.",
      );
    else if (leftStartOffset !== window.length || leftEndOffset !== window.length)
      diagnostics.error(
        "label-offsets",
        ["labelPart", leftStartOffset === window.length ? "leftEndOffset" : "leftStartOffset"],
        `The offsets of an aggregated label are its window, ${window.length} days, and nothing else.`,
        `Set both offsets to ${window.length}.`,
      );
  }
}

/** Names of a GroupBy's features after its derivations; null when its source leaves them open. */
function featureNames({ aggregations, sources = [], derivations = [] }: GroupBy): string[] | null {
  const [source] = sources;
  const base =
    aggregations !== undefined
      ? expandParts(aggregations).windowed.map(outputColumnName)
      : source === undefined
        ? null
        : selectedNames(viewSource(source));
  if (base === null || derivations.length === 0) return base;
  const renamed = derivations.map(({ expression }) => expression);
  const kept = derivations.some(({ name }) => name === "*") ? base.filter((name) => !renamed.includes(name)) : [];
  return [...kept, ...derivations.flatMap(({ name }) => (name === undefined || name === "*" ? [] : [name]))];
}

function columnsOf({ left, joinParts = [], onlineExternalParts = [] }: Join): string[] | null {
  const parts = joinParts.map((part) =>
    featureNames(part.groupBy ?? {})?.map((feature) => `${partPrefix(part)}_${feature}`),
  );
  const selected = left === undefined ? null : selectedNames(viewSource(left));
  if (selected === null || parts.some((part) => part === undefined)) return null;
  const external = onlineExternalParts.flatMap((part: ExternalPart) =>
    (part.source?.valueSchema?.params ?? []).flatMap(({ name }) => [
      `${externalPrefix(part)}_${name ?? ""}`,
      name ?? "",
    ]),
  );
  const keys = joinParts.flatMap((part) => [...leftKeys(part).values()]);
  return [...parts.flatMap((part) => part ?? []), ...external, ...selected, ...keys, "ts", "ds"];
}

/** A derivation that renames needs its column; other expressions are checked where they are compiled. */
function checkDerivations(join: Join, diagnostics: DiagnosticList): void {
  const columns = columnsOf(join);
  const taken = new Set<string>();
  for (const [i, { name, expression }] of (join.derivations ?? []).entries()) {
    const path = ["derivations", i];
    if (name === undefined || expression === undefined) {
      diagnostics.error("incomplete-derivation", path, "A derivation needs a name and an expression.", "Set both.");
      continue;
    }
    if (taken.has(name))
      diagnostics.error("derivation-name-taken", path, `Two derivations are called "${name}".`, "Choose another name.");
    taken.add(name);
    if (columns !== null && IDENTIFIER.test(expression) && !columns.includes(expression))
      diagnostics.error(
        "unknown-derivation-column",
        [...path, "expression"],
        `The derivation renames "${expression}", which is not a column of the join.`,
        didYouMean(expression, columns),
      );
  }
}
