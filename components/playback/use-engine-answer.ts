"use client";

import { useCallback } from "react";
import type { EngineClient, EngineMethod, EngineRequests } from "./engine.ts";
import { type AnswerOptions, type LatestAnswer, useLatestAnswer } from "./use-latest-answer.ts";

/** Asks the engine whenever the request changes; null asks nothing. The last answer stays until the next. */
export function useEngineAnswer<M extends EngineMethod>(
  client: EngineClient,
  method: M,
  request: EngineRequests[M]["request"] | null,
  options?: AnswerOptions,
): LatestAnswer<EngineRequests[M]["answer"]> {
  const ask = useCallback(
    (asked: EngineRequests[M]["request"], signal: AbortSignal) => client.call(method, asked, { signal }),
    [client, method],
  );
  return useLatestAnswer(ask, request, options);
}
