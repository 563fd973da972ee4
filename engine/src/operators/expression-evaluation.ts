import { TilescopeError } from "../errors.ts";
import type { Plan, SelectedEvent } from "../group-by/plan.ts";
import type { Row } from "../schema/value.ts";
import { type EventTimeMs, eventTime, type ProcessingTimeMs, processingTime } from "../time/event-time.ts";
import type { SourceRecord } from "./emission.ts";
import { keyId } from "./key-id.ts";
import type { Emit, Operator } from "./operator.ts";
import type { Rejected } from "./rejected.ts";

/**
 * A record after selects and wheres, with a servable key and a time. Valid during the call only: the operator fills the
 * same object again for the next record. What it holds stays as it is.
 */
export interface EvaluatedEvent {
  readonly kind: "event";
  readonly partition: number;
  readonly processingMs: ProcessingTimeMs;
  readonly key: Row;
  readonly keyId: string;
  readonly timeMs: EventTimeMs;
  /** Values in the plan's `inputSchema` order. */
  readonly inputs: Row;
}

/**
 * Runs the plan's selects and wheres over one raw row. What cannot be used leaves here as `invalid`, with its reason:
 * an expression that fails, a missing time, a null key. (Chronon's Flink job drops the first and third silently and
 * stops altogether on the second.) Such a record moves no watermark.
 */
export class ExpressionEvaluation implements Operator<SourceRecord, EvaluatedEvent | Rejected> {
  readonly #plan: Plan;
  readonly #event: { -readonly [Field in keyof EvaluatedEvent]: EvaluatedEvent[Field] } = {
    kind: "event",
    partition: 0,
    processingMs: processingTime(Number.NEGATIVE_INFINITY),
    key: [],
    keyId: "",
    timeMs: eventTime(Number.NEGATIVE_INFINITY),
    inputs: [],
  };

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  onElement(record: SourceRecord, emit: Emit<EvaluatedEvent | Rejected>): void {
    let selected: SelectedEvent | null;
    try {
      selected = this.#plan.select(record.row);
    } catch (error) {
      if (!(error instanceof TilescopeError)) throw error;
      emit({ kind: "invalid", code: error.code, reason: error.message });
      return;
    }
    if (selected === null) {
      emit({ kind: "filtered" });
      return;
    }
    const { key, timeMs, inputs } = selected;
    if (timeMs === null) {
      emit({ kind: "invalid", code: "event/no-time", reason: "The time column is null" });
      return;
    }
    if (!Number.isSafeInteger(timeMs)) {
      emit({ kind: "invalid", code: "event/bad-time", reason: `The event time ${timeMs} is not a whole number of ms` });
      return;
    }
    for (let i = 0; i < key.length; i++) {
      if (key[i] === null) {
        const name = this.#plan.keySchema[i]?.name ?? String(i);
        emit({ kind: "invalid", code: "event/null-key", reason: `The key column "${name}" is null` });
        return;
      }
    }
    const event = this.#event;
    event.partition = record.partition;
    event.processingMs = record.processingMs;
    event.key = key;
    event.keyId = keyId(key);
    event.timeMs = eventTime(timeMs);
    event.inputs = inputs;
    emit(event);
  }
}
