import type { Emission } from "./emission.ts";
import type { EvaluatedEvent } from "./expression-evaluation.ts";
import type { Emit, Operator } from "./operator.ts";

export type EventEmission = Extract<Emission, { kind: "event" }>;

/** The untiled job: every event goes on by itself. There is no watermark, so none is late. */
export class Untiled implements Operator<EvaluatedEvent, EventEmission> {
  onElement({ key, keyId, timeMs, inputs }: EvaluatedEvent, emit: Emit<EventEmission>): void {
    emit({ kind: "event", key, keyId, timeMs, inputs });
  }
}
