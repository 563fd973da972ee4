import { describe, expect, it } from "vitest";
import { processingTime } from "../../time/event-time.ts";
import { createCircuitBreaker } from "./circuit-breaker.ts";

function breaker() {
  const clock = { nowMs: 1_000 };
  return { clock, circuit: createCircuitBreaker({ now: () => processingTime(clock.nowMs) }, 3, 100) };
}

describe("circuit breaker", () => {
  it("opens after failures in a row, not after scattered ones", () => {
    const { circuit } = breaker();
    circuit.failed();
    circuit.failed();
    circuit.succeeded();
    circuit.failed();
    circuit.failed();
    expect(circuit.allows()).toBe(true);
    circuit.failed();
    expect(circuit.allows()).toBe(false);
  });

  it("lets one call through after its pause, and goes by its outcome", () => {
    const { clock, circuit } = breaker();
    for (let i = 0; i < 3; i++) circuit.failed();
    clock.nowMs += 99;
    expect(circuit.allows()).toBe(false);
    clock.nowMs += 1;
    expect([circuit.allows(), circuit.allows()]).toEqual([true, false]);
    circuit.failed();
    clock.nowMs += 99;
    expect(circuit.allows()).toBe(false);
    clock.nowMs += 1;
    expect(circuit.allows()).toBe(true);
    circuit.succeeded();
    expect([circuit.allows(), circuit.allows()]).toEqual([true, true]);
  });

  it("tries again when the call that was let through never tells", () => {
    const { clock, circuit } = breaker();
    for (let i = 0; i < 3; i++) circuit.failed();
    clock.nowMs += 100;
    expect(circuit.allows()).toBe(true);
    clock.nowMs += 100;
    expect(circuit.allows()).toBe(true);
  });
});
