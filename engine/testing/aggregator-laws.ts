import fc from "fast-check";
import { expect } from "vitest";
import type { AnyAggregator } from "../src/aggregation/operations.ts";
import { type Json, stringifyJson, valueFromJson, valueToJson } from "../src/schema/json.ts";
import type { Value } from "../src/schema/value.ts";
import type { TimedInput } from "./naive/naive-aggregate.ts";
import { check } from "./property.ts";

/** An operation over one type, with inputs to try it on. */
export interface LawSubject {
  readonly name: string;
  readonly aggregator: AnyAggregator;
  readonly inputs: fc.Arbitrary<readonly TimedInput[]>;
  /** What a stored IR says, where its own form depends on more than what went in. */
  shown?(stored: Value): unknown;
  /** The difference of two feature values as text, or `null` when they agree within the operation's tolerance. */
  difference(expected: Value, actual: Value): string | null;
}

/** The IR of all inputs in order; `null` for none. */
export function aggregateAll(aggregator: AnyAggregator, inputs: readonly TimedInput[]): unknown {
  return inputs.reduce<unknown>(
    (ir, { value, timeMs }) => (ir === null ? aggregator.prepare(value, timeMs) : aggregator.update(ir, value, timeMs)),
    null,
  );
}

const merge = (aggregator: AnyAggregator, left: unknown, right: unknown): unknown =>
  right === null ? left : left === null ? aggregator.clone(right) : aggregator.merge(left, right);

const output = (aggregator: AnyAggregator, ir: unknown): Value => (ir === null ? null : aggregator.finalize(ir));

/** Text of a stored IR; map entries sorted, since their order carries no meaning. */
function storedText({ aggregator, shown }: LawSubject, ir: unknown): string {
  if (ir === null) return "null";
  if (shown !== undefined) return JSON.stringify(shown(aggregator.normalize(ir)));
  const sorted = (json: Json): Json => {
    if (json === null || typeof json !== "object") return json;
    if (Array.isArray(json)) return json.map(sorted);
    const entries = Object.entries(json).map(([key, item]): [string, Json] => [key, sorted(item)]);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  };
  return stringifyJson(sorted(valueToJson(aggregator.irType, aggregator.normalize(ir))));
}

/** The laws A1 to A4 and A7 of engine/SPEC.md, each as `[title, run]`. */
export function aggregatorLaws(subject: LawSubject): [string, () => void][] {
  const { name, aggregator, inputs, difference } = subject;
  const all = (events: readonly TimedInput[]) => aggregateAll(aggregator, events);
  const text = (ir: unknown) => storedText(subject, ir);
  const agree = (expected: unknown, actual: unknown): void => {
    expect(difference(output(aggregator, expected), output(aggregator, actual))).toBeNull();
  };
  const law = <Ts extends unknown[]>(title: string, property: fc.IPropertyWithHooks<Ts>): [string, () => void] => [
    `${name}: ${title}`,
    () => check(`${name}: ${title}`, property, { factor: 0.5 }),
  ];

  const laws = [
    law(
      "merge is associative (A1)",
      fc.property(inputs, inputs, inputs, (a, b, c) => {
        const left = merge(aggregator, merge(aggregator, all(a), all(b)), all(c));
        const right = merge(aggregator, all(a), merge(aggregator, all(b), all(c)));
        agree(left, right);
      }),
    ),
    law(
      "update is merge after prepare (A2)",
      fc.property(inputs, (events) => {
        const merged = events.reduce<unknown>(
          (ir, { value, timeMs }) => merge(aggregator, ir, aggregator.prepare(value, timeMs)),
          null,
        );
        agree(all(events), merged);
      }),
    ),
    law(
      "splitting the input anywhere changes nothing (A3)",
      fc.property(inputs, fc.nat(20), (events, cut) => {
        agree(all(events), merge(aggregator, all(events.slice(0, cut)), all(events.slice(cut))));
      }),
    ),
    law(
      "a merge leaves its right operand alone, now and later (A4)",
      fc.property(inputs, inputs, inputs, (a, b, later) => {
        const right = all(b);
        const before = text(right);
        let left = merge(aggregator, all(a), right);
        expect(text(right)).toBe(before);
        for (const { value, timeMs } of later) if (left !== null) left = aggregator.update(left, value, timeMs);
        if (left !== null) aggregator.finalize(left);
        expect(text(right)).toBe(before);
      }),
    ),
    law(
      "finalize leaves the IR alone, a clone lives its own life (A4)",
      fc.property(inputs, inputs, (events, later) => {
        const ir = all(events);
        const before = text(ir);
        output(aggregator, ir);
        expect(text(ir)).toBe(before);
        let copy = ir === null ? null : aggregator.clone(ir);
        expect(text(copy)).toBe(before);
        for (const { value, timeMs } of later) if (copy !== null) copy = aggregator.update(copy, value, timeMs);
        expect(text(ir)).toBe(before);
      }),
    ),
    law(
      "inputs are neither changed nor kept (A4)",
      fc.property(inputs, (events) => {
        const own = structuredClone(events);
        const ir = all(own);
        expect(own).toEqual(events);
        const before = text(ir);
        for (const { value } of own) spoil(value);
        expect(text(ir)).toBe(before);
      }),
    ),
    law(
      "what is stored comes back (codec round trip)",
      fc.property(inputs, inputs, (events, later) => {
        const ir = all(events);
        if (ir === null) return;
        const json = valueToJson(aggregator.irType, aggregator.normalize(ir));
        const stored = valueFromJson(aggregator.irType, json);
        let back = aggregator.denormalize(stored);
        expect(text(back)).toBe(text(ir));
        agree(ir, back);
        for (const { value, timeMs } of later) back = aggregator.update(back, value, timeMs);
        expect(valueToJson(aggregator.irType, stored)).toEqual(json);
      }),
    ),
  ];
  if (aggregator.delete !== undefined)
    laws.push(
      law(
        "delete undoes update (A7)",
        fc.property(inputs, inputs, (kept, gone) => {
          let ir = all([...kept, ...gone]);
          for (const { value, timeMs } of gone) ir = aggregator.delete?.(ir, value, timeMs) ?? null;
          if (kept.length > 0) agree(all(kept), ir);
        }),
      ),
    );
  return laws;
}

/** Overwrites the bytes of a value, wherever they are in it. */
function spoil(value: Value): void {
  if (value instanceof Uint8Array) value.fill(0xee);
  else if (Array.isArray(value)) for (const item of value as Value[]) spoil(item);
  else if (value instanceof Map) for (const item of value.values()) spoil(item as Value);
  else if (value !== null && typeof value === "object") for (const item of Object.values(value)) spoil(item as Value);
}
