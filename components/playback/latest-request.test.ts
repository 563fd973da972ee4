import { describe, expect, test } from "vitest";
import { latestRequest } from "./latest-request.ts";

function bench(callOff: boolean) {
  const calls: {
    request: number;
    signal: AbortSignal;
    resolve: (answer: string) => void;
    reject: (error: Error) => void;
  }[] = [];
  const answers: string[] = [];
  let timers: { then: () => void }[] = [];
  const latest = latestRequest<number, string>({
    call: (request, signal) =>
      new Promise((resolve, reject) => {
        calls.push({ request, signal, resolve, reject });
      }),
    onAnswer: (request, answer) => answers.push(`${request} ${answer}`),
    onError: (request, error) => answers.push(`${request} failed: ${(error as Error).message}`),
    delayMs: 50,
    callOff,
    after: (_delay, then) => {
      const timer = { then };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
  });
  const elapse = () => {
    const due = timers;
    timers = [];
    for (const timer of due) timer.then();
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { latest, calls, answers, elapse, settle, waiting: () => timers.length };
}

describe("latest request", () => {
  test("of many asked within the delay only the last is sent, at the end of the first delay", async () => {
    const { latest, calls, answers, elapse, settle, waiting } = bench(false);
    for (const request of [1, 2, 3]) latest.ask(request);
    expect(waiting()).toBe(1);
    elapse();
    expect(calls.map((call) => call.request)).toEqual([3]);
    calls[0]?.resolve("yes");
    await settle();
    expect(answers).toEqual(["3 yes"]);
  });

  test("one that waits goes out when the one under way has answered", async () => {
    const { latest, calls, answers, elapse, settle } = bench(false);
    latest.ask(1);
    elapse();
    latest.ask(2);
    latest.ask(3);
    elapse();
    expect(calls).toHaveLength(1);
    calls[0]?.reject(new Error("no"));
    await settle();
    expect(answers).toEqual(["1 failed: no"]);
    expect(calls.map((call) => call.request)).toEqual([1, 3]);
  });

  test("calling off: the one under way is aborted and its answer ignored", async () => {
    const { latest, calls, answers, elapse, settle } = bench(true);
    latest.ask(1);
    elapse();
    latest.ask(2);
    expect(calls[0]?.signal.aborted).toBe(true);
    elapse();
    calls[0]?.resolve("old");
    calls[1]?.resolve("new");
    await settle();
    expect(answers).toEqual(["2 new"]);
  });

  test("nothing is reported or sent after the end", async () => {
    const { latest, calls, answers, elapse, settle } = bench(false);
    latest.ask(1);
    elapse();
    latest.ask(2);
    latest.dispose();
    elapse();
    calls[0]?.resolve("late");
    await settle();
    expect(answers).toEqual([]);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.signal.aborted).toBe(true);
  });
});
