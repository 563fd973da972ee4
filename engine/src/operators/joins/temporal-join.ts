import type { Emit } from "../operator.ts";
import type { JoinElement } from "./interval-join.ts";

/** A version of a key's right row, valid from its time on; `value` null ends what was valid before. */
export type RowVersion<V> = JoinElement<V | null>;

export interface TemporalJoinOutput<V> {
  readonly left: JoinElement<V>;
  /** The version that was valid at the left time; null when there was none. */
  readonly right: JoinElement<V> | null;
}

interface KeyRows<V> {
  /** Left rows that wait for the watermark. */
  waiting: JoinElement<V>[];
  /** By time; of one time the last that arrived. */
  versions: RowVersion<V>[];
}

/**
 * Joins each left row with the version of the right row that was valid at its time, once the watermark of both sides
 * says that no other version can come. Versions that no later left row can need are forgotten.
 */
export class TemporalJoin<V> {
  readonly #keys = new Map<string, KeyRows<V>>();

  onLeft(row: JoinElement<V>): void {
    this.#rows(row.key).waiting.push(row);
  }

  onRight(version: RowVersion<V>): void {
    const rows = this.#rows(version.key);
    rows.versions = rows.versions.filter((other) => other.timeMs !== version.timeMs);
    rows.versions.push(version);
    rows.versions.sort((left, right) => left.timeMs - right.timeMs);
  }

  onWatermark(watermarkMs: number, emit: Emit<TemporalJoinOutput<V>>): void {
    for (const [key, rows] of this.#keys) {
      const due = rows.waiting.filter((row) => row.timeMs <= watermarkMs);
      for (const left of due.sort((before, after) => before.timeMs - after.timeMs)) {
        const version = rows.versions.findLast((other) => other.timeMs <= left.timeMs);
        const value = version?.value ?? null;
        emit({ left, right: version === undefined || value === null ? null : { ...version, value } });
      }
      rows.waiting = rows.waiting.filter((row) => row.timeMs > watermarkMs);
      const valid = rows.versions.findLastIndex((version) => version.timeMs <= watermarkMs);
      if (valid > 0) rows.versions = rows.versions.slice(valid);
      if (rows.waiting.length === 0 && rows.versions.every((version) => version.value === null && valid >= 0))
        this.#keys.delete(key);
    }
  }

  #rows(key: string): KeyRows<V> {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const fresh = { waiting: [], versions: [] };
    this.#keys.set(key, fresh);
    return fresh;
  }
}
