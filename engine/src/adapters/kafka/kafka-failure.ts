import { findErrorBy } from "@platformatic/kafka";
import { TilescopeError } from "../../errors.ts";

/** Whether Kafka answered with this error, alone or among others. */
export function hasProtocolError(error: unknown, ...ids: readonly string[]): boolean {
  return error instanceof Error && ids.some((id) => findErrorBy(error, "apiId", id) !== null);
}

/** The client says so itself when it finds a topic missing. */
export function isMissingTopic(error: unknown): boolean {
  return (
    hasProtocolError(error, "UNKNOWN_TOPIC_OR_PARTITION", "UNKNOWN_TOPIC_ID") ||
    messages(error).some((message) => message.startsWith("Unknown topic"))
  );
}

const OUT_OF_REACH = [
  "REQUEST_TIMED_OUT",
  "NETWORK_EXCEPTION",
  "BROKER_NOT_AVAILABLE",
  "LEADER_NOT_AVAILABLE",
  "NOT_ENOUGH_REPLICAS",
  "COORDINATOR_LOAD_IN_PROGRESS",
  "COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR",
];

function isOutOfReach(error: unknown): boolean {
  return (
    hasProtocolError(error, ...OUT_OF_REACH) ||
    (error instanceof Error &&
      ["PLT_KFK_NETWORK", "PLT_KFK_TIMEOUT"].some((code) => findErrorBy(error, "code", code) !== null))
  );
}

/** What went wrong, as the port names it. */
export function logFailure(doing: "read" | "write", topic: string, error: unknown): TilescopeError {
  if (error instanceof TilescopeError) return error;
  const text = messages(error).join(" ");
  const cause = innermost(error);
  if (isMissingTopic(error)) return new TilescopeError("log/no-such-topic", `There is no topic ${topic}`, cause);
  if (hasProtocolError(error, "MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"))
    return new TilescopeError(
      "log/value-too-large",
      `The brokers do not take records of this size for ${topic}`,
      cause,
    );
  if (hasProtocolError(error, "INVALID_TOPIC_EXCEPTION"))
    return new TilescopeError("log/bad-name", `Kafka does not take ${topic} as the name of a topic: ${text}`, cause);
  if (hasProtocolError(error, "CORRUPT_MESSAGE"))
    return new TilescopeError("log/corrupt", `Records of ${topic} are damaged: ${text}`, cause);
  if (isOutOfReach(error)) return new TilescopeError("log/unavailable", `Kafka does not answer: ${text}`, cause);
  return new TilescopeError(`log/${doing}-failed`, `Kafka could not ${doing} ${topic}: ${text}`, cause);
}

/** What happened last, of all that the client collected while it tried. */
function innermost(error: unknown): unknown {
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : undefined;
  return last === undefined ? error : innermost(last);
}

/** Of the error and of those that it collects, each once. */
function messages(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const inner = error instanceof AggregateError ? error.errors.flatMap(messages) : [];
  return [...new Set([error.message, ...inner])];
}
