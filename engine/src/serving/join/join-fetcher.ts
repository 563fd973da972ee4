import { TilescopeError } from "../../errors.ts";
import type { Join } from "../../group-by/join.ts";
import type { Clock } from "../../ports/clock.ts";
import type { FeatureRequest } from "../feature-request.ts";
import type { Fetcher } from "../fetcher.ts";
import { createPreparation } from "../prepared-serving.ts";
import type { ServingInfos } from "../serving-info.ts";
import { deriveJoin } from "./derive-join.ts";
import { externalParts, fetchExternal } from "./external-parts.ts";
import type { ExternalHandler } from "./external-source.ts";
import { featuresOfPart, type PartOutcome, partRequest } from "./join-parts.ts";
import type { JoinResponse } from "./join-response.ts";
import { createJoinSchemas } from "./join-schema.ts";

export interface JoinFetcherOptions {
  readonly fetcher: Fetcher;
  readonly servingInfos: ServingInfos;
  readonly clock: Clock;
  /** The join of a name; `null`: there is none. */
  join(name: string): Promise<Join | null>;
  /** By name of the external source. The source `contextual` needs none: it gives the request's own keys back. */
  readonly externalHandlers?: ReadonlyMap<string, ExternalHandler>;
}

/** Reads the features of all parts of joins. */
export interface JoinFetcher {
  /**
   * One response per request, in order. A part that fails leaves an exception in its place. A request fails as a whole,
   * and alone, with `serving/unknown-join`, or `serving/bad-key` where a key is no number that has to be one. Rejects only
   * when the store fails as a whole.
   */
  fetchJoins(requests: readonly FeatureRequest[]): Promise<JoinResponse[]>;
}

export function createJoinFetcher(options: JoinFetcherOptions): JoinFetcher {
  const { fetcher, servingInfos, clock, externalHandlers = new Map() } = options;
  const schemaOf = createJoinSchemas(servingInfos, createPreparation());

  return {
    async fetchJoins(requests) {
      const joins = await Promise.all(requests.map(({ name }) => options.join(name)));
      const parts = joins.flatMap((join, i) =>
        (join?.joinParts ?? []).map((part) => ({ i, part, request: partRequest(part, requests[i] as FeatureRequest) })),
      );
      const asked = parts.flatMap(({ request }) => (request instanceof TilescopeError ? [] : [request]));
      const externals = joins.flatMap((join, i) =>
        externalParts(join?.onlineExternalParts ?? [], requests[i] as FeatureRequest).map((part) => ({ i, ...part })),
      );
      const [responses, externalOutcomes] = await Promise.all([
        asked.length === 0 ? [] : fetcher.fetchGroupBys(asked),
        fetchExternal(externals, externalHandlers),
      ]);

      const outcomes: PartOutcome[][] = requests.map(() => []);
      let next = 0;
      for (const { i, part, request } of parts) {
        const answer = request instanceof TilescopeError ? request : responses[next++];
        if (answer !== undefined) outcomes[i]?.push(featuresOfPart(part, answer));
      }
      for (const [at, { i }] of externals.entries()) {
        const outcome = externalOutcomes[at];
        if (outcome !== undefined) outcomes[i]?.push(outcome);
      }
      return Promise.all(
        requests.map(async (request, i): Promise<JoinResponse> => {
          const join = joins[i] ?? null;
          if (join === null) {
            const error = new TilescopeError("serving/unknown-join", `There is no join ${request.name} to serve`);
            return { outcome: "failure", request, error };
          }
          try {
            const schema = await schemaOf(join);
            const queryMs = request.atMillis ?? clock.now();
            return { outcome: "success", request, ...deriveJoin(schema, join, request, outcomes[i] ?? [], queryMs) };
          } catch (error) {
            if (!(error instanceof TilescopeError)) throw error;
            return { outcome: "failure", request, error };
          }
        }),
      );
    },
  };
}
