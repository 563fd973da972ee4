import { batchDataset } from "../group-by/dataset-names.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import type { Log } from "../ports/log.ts";
import type { Schema } from "../schema/schema.ts";
import type { EventFormat } from "./events/event-decoder.ts";
import type { JobPool } from "./job-pool.ts";
import { ownMember, type Registry, withMember, withoutMember } from "./registry.ts";
import { RequestError } from "./request-error.ts";
import { refuseInUse, refuseRead, withoutFailed } from "./wanted-jobs.ts";

/** Definitions and topics of a server. What a running job lives on cannot be changed. */
export class Catalog {
  readonly #registry: Registry;
  readonly #pool: JobPool;
  readonly #log: Log;

  constructor(registry: Registry, pool: JobPool, log: Log) {
    this.#registry = registry;
    this.#pool = pool;
    this.#log = log;
  }

  groupBys(): readonly { name: string; definition: GroupBy }[] {
    return Object.entries(this.#registry.state.groupBys).map(([name, definition]) => ({ name, definition }));
  }

  /** Throws 404 `group-by/unknown`. */
  groupBy(name: string): GroupBy {
    const definition = ownMember(this.#registry.state.groupBys, name);
    if (definition === undefined)
      throw RequestError.notFound("group-by/unknown", `There is no GroupBy "${name.slice(0, 200)}".`);
    return definition;
  }

  /** Stores a valid definition. A changed one is refused while a job runs it, and so is a name that shares datasets. */
  async putGroupBy(name: string, definition: GroupBy): Promise<"created" | "replaced" | "unchanged"> {
    let outcome: "created" | "replaced" | "unchanged" = "created";
    await this.#registry.update((stored) => {
      const state = withoutFailed(stored, this.#pool);
      const earlier = ownMember(state.groupBys, name);
      outcome = earlier === undefined ? "created" : "replaced";
      if (JSON.stringify(earlier) === JSON.stringify(definition)) {
        outcome = "unchanged";
        return state;
      }
      refuseInUse(state, name, "runs");
      const twin = Object.keys(state.groupBys).find(
        (other) => other !== name && batchDataset(other) === batchDataset(name),
      );
      if (twin !== undefined)
        throw RequestError.conflict(
          "group-by/same-dataset",
          `"${name}" and "${twin}" would be stored under one name, ${batchDataset(name)}. Choose another name.`,
        );
      return { ...state, groupBys: withMember(state.groupBys, name, definition) };
    });
    return outcome;
  }

  async deleteGroupBy(name: string): Promise<void> {
    await this.#registry.update((stored) => {
      const state = withoutFailed(stored, this.#pool);
      this.groupBy(name);
      refuseInUse(state, name, "runs");
      return { ...state, groupBys: withoutMember(state.groupBys, name) };
    });
  }

  /** The declared columns of a topic's events. */
  topicSchema(topic: string): Schema | null {
    return ownMember(this.#registry.state.topicSchemas, topic) ?? null;
  }

  /** How the events of a topic are written. */
  topicFormat(topic: string): EventFormat {
    return ownMember(this.#registry.state.topicFormats, topic) ?? { kind: "json" };
  }

  /** Declares the columns of a topic, so that events are checked when they are appended. */
  async putTopic(
    topic: string,
    partitions: number,
    schema: Schema | null,
    format: EventFormat | null = null,
  ): Promise<void> {
    await this.#log.createTopic(topic, partitions);
    if (schema === null && format === null) return;
    await this.#registry.update((state) => ({
      ...state,
      ...(schema !== null && { topicSchemas: withMember(state.topicSchemas, topic, schema) }),
      ...(format !== null && { topicFormats: withMember(state.topicFormats, topic, format) }),
    }));
  }

  /** Forgets a topic, its columns and its events; an absent one is fine. Refused while a job reads it. */
  async deleteTopic(topic: string): Promise<void> {
    await this.#registry.update((stored) => {
      const state = withoutFailed(stored, this.#pool);
      refuseRead(state, topic);
      const topicSchemas = withoutMember(state.topicSchemas, topic);
      return { ...state, topicSchemas, topicFormats: withoutMember(state.topicFormats, topic) };
    });
    await this.#log.dropTopic(topic);
  }
}
