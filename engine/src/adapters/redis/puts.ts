import { randomBytes } from "node:crypto";
import type { PutRequest } from "../../ports/kv-store.ts";
import type { Command, Outcome, PatientCalls } from "./patient-calls.ts";
import { isTilePut, putCommand, putTilesCommand } from "./put-command.ts";
import type { RedisConnection } from "./redis-connection.ts";
import type { CompleteRedisSettings } from "./redis-settings.ts";

/** Tiles of one script: few, since nobody else is answered meanwhile. */
const TILES_AT_ONCE = 20;
const TOKEN_BYTES = 8;
const NO_TOKEN = Buffer.alloc(TOKEN_BYTES);

type Outcomes = Outcome<unknown>[];

/**
 * Stores puts, tiles by groups: they are many, and a command each would cost more than what it does. In a cluster each goes
 * by itself, as a script may not have keys of several nodes.
 */
export class Puts {
  readonly #connection: RedisConnection;
  readonly #settings: CompleteRedisSettings;
  readonly #calls: PatientCalls;
  /** Tokens of events whose put failed, so that the same request put again is stored once. */
  readonly #unsettled = new WeakMap<PutRequest, Buffer>();

  constructor(connection: RedisConnection, settings: CompleteRedisSettings, calls: PatientCalls) {
    this.#connection = connection;
    this.#settings = settings;
    this.#calls = calls;
  }

  /** One outcome per request, in order. Rejects as `PatientCalls.all` does. */
  async all(requests: readonly PutRequest[]): Promise<Outcomes> {
    const groups = this.#groups(requests);
    const answers = await this.#calls.all(
      "write",
      groups.map((group) => this.#command(group)),
    );
    const outcomes = new Map<PutRequest, Outcome<unknown>>();
    // One tile that is refused ends the script of its group; which one it was shows when each is put by itself. Those of
    // later groups are put once more too, so that no tile is replaced by an earlier put of it.
    const refused = groups.findIndex(
      (group, i) => group.length > 1 && answers[i]?.ok === false && answers[i].error.code !== "kv-store/unavailable",
    );
    for (const [i, group] of groups.entries()) {
      const answer = answers[i];
      if (answer !== undefined) for (const request of group) outcomes.set(request, answer);
    }
    if (refused >= 0) {
      const alone = groups.slice(refused).flat().filter(isTilePut);
      const again = await this.#calls.all(
        "write",
        alone.map((request) => this.#command([request])),
      );
      for (const [i, answer] of again.entries()) outcomes.set(alone[i] as PutRequest, answer);
    }
    return requests.map((request) => {
      const outcome = outcomes.get(request) as Outcome<unknown>;
      if (outcome.ok) this.#unsettled.delete(request);
      return outcome;
    });
  }

  /** What is no tile first, each by itself. */
  #groups(requests: readonly PutRequest[]): (readonly PutRequest[])[] {
    if (this.#connection.isCluster) return requests.map((request) => [request]);
    const tiles = requests.filter(isTilePut);
    const groups: (readonly PutRequest[])[] = requests.filter((one) => !isTilePut(one)).map((one) => [one]);
    for (let from = 0; from < tiles.length; from += TILES_AT_ONCE) groups.push(tiles.slice(from, from + TILES_AT_ONCE));
    return groups;
  }

  #command(group: readonly PutRequest[]): Command<unknown> {
    const [request] = group;
    if (request === undefined || isTilePut(request))
      return putTilesCommand(this.#connection, this.#settings, group.filter(isTilePut));
    // What has a place of its own is stored once anyway.
    if (request.version !== undefined) return putCommand(this.#connection, this.#settings, request, NO_TOKEN);
    const earlier = this.#unsettled.get(request);
    const token = earlier ?? randomBytes(TOKEN_BYTES);
    this.#unsettled.set(request, token);
    const command = putCommand(this.#connection, this.#settings, request, token);
    return (again) => command(again || earlier !== undefined);
  }
}
