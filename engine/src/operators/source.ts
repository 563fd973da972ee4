import type { SourceRecord } from "./emission.ts";
import type { Emit, Operator } from "./operator.ts";
import type { Rejected } from "./rejected.ts";

/** Offset that each partition is read from next; the index is the partition. */
export type SavedSource = readonly number[];

/**
 * Where records enter: one position per partition. Saved with the rest of the state, it is what makes a replay
 * harmless: a record that was already taken is not taken again.
 */
export class Source implements Operator<SourceRecord, SourceRecord | Rejected, SavedSource> {
  readonly #nextOffsets: number[];

  constructor(partitions: number) {
    this.#nextOffsets = new Array<number>(partitions).fill(0);
  }

  /** Throws `RangeError` for a partition that the pipeline was not made for. */
  onElement(record: SourceRecord, emit: Emit<SourceRecord | Rejected>): void {
    const next = this.#nextOffsets[record.partition];
    if (next === undefined)
      throw new RangeError(`Record of partition ${record.partition}, pipeline of ${this.#nextOffsets.length}`);
    if (record.offset < next) {
      emit({
        kind: "invalid",
        code: "source/already-taken",
        reason: `Offset ${record.offset} of partition ${record.partition} was taken before`,
      });
      return;
    }
    this.#nextOffsets[record.partition] = record.offset + 1;
    emit(record);
  }

  snapshot(): SavedSource {
    return [...this.#nextOffsets];
  }

  restore(saved: SavedSource): void {
    for (const [partition, offset] of saved.entries()) this.#nextOffsets[partition] = offset;
  }
}
