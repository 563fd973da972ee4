import { TilescopeError } from "../../errors.ts";
import { nameBytes } from "../../ports/limits.ts";

/** What Kafka allows in the name of a topic. */
const MAX_LENGTH = 249;
/** What it does not allow, and a hyphen that would look like the beginning of an escape. */
const ESCAPED = /[^A-Za-z0-9._-]|-(?=u[0-9A-F]{4}-)/g;
const ESCAPE = /-u([0-9A-F]{4})-/g;

/**
 * The name that a topic has in Kafka: its own, with characters that Kafka does not take written as `-u00C4-`. Throws
 * `log/bad-name`.
 */
export function kafkaTopic(prefix: string, topic: string): string {
  nameBytes("log", topic);
  const name =
    prefix + topic.replace(ESCAPED, (unit) => `-u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}-`);
  if (name.length > MAX_LENGTH || name === "." || name === "..")
    throw new TilescopeError("log/bad-name", `"${topic.slice(0, 80)}" cannot be the name of a topic in Kafka`);
  return name;
}

/** The topic that has this name in Kafka; null when it is none of ours. */
export function topicOfKafka(prefix: string, name: string): string | null {
  if (!name.startsWith(prefix) || name.length === prefix.length) return null;
  const topic = name
    .slice(prefix.length)
    .replace(ESCAPE, (_escape, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  try {
    return kafkaTopic(prefix, topic) === name ? topic : null;
  } catch {
    return null;
  }
}
