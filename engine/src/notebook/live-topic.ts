import type { DataType } from "../schema/schema.ts";
import type { LiveStream } from "../simulation/stream.ts";

export interface LiveTopicOptions {
  /** Topic of the server that the GroupBy's source names. */
  topic: string;
  /** Types by column: `{ customer_id: "string", created: "long" }`. */
  schema: Readonly<Record<string, DataType>>;
}

/**
 * A topic of the server: what is appended to it, by whomever, is the stream. A timeline of a GroupBy over it follows the
 * topic while it is open. Deploying such a GroupBy starts its job on the topic as it is.
 * @example LiveTopic({ topic: "sales", schema: { customer_id: "string", ice_cream_flavor: "string", created: "long" } })
 */
export function LiveTopic({ topic, schema }: LiveTopicOptions): LiveStream {
  return { kind: "live", topic, schema: Object.entries(schema).map(([name, type]) => ({ name, type })) };
}
