import { useQuery } from "@tanstack/react-query";
import { deployApi } from "../client/deploy-api.ts";
import { useDeployment } from "../client/deployments.ts";
import type { CompareResult, Json } from "../playback/engine.ts";

export interface ServerAnswer {
  /** By feature; null while asked, or when the server could not answer. */
  readonly features: Readonly<Record<string, Json>> | null;
  /** What they are to be taken with. */
  readonly warnings: readonly string[];
  readonly error: string | null;
}

/** What the server returns for the compared key and time, once the GroupBy was deployed; null before. */
export function useServerAnswer(groupBy: string | undefined, compared: CompareResult | null): ServerAnswer | null {
  const deployment = useDeployment(groupBy);
  const query = useQuery({
    queryKey: ["server-answer", deployment?.jobId, compared?.keys, compared?.queryMs],
    enabled: deployment !== null && compared !== null,
    placeholderData: (previous) => previous,
    retry: 1,
    queryFn: async () => {
      if (deployment === null || compared === null) return { features: {}, warnings: [] };
      const [row] = await deployApi.fetchFeatures(deployment.groupBy, [compared.keys], compared.queryMs);
      if (row === undefined || row.status !== "Success") throw new Error(row?.error ?? "The server gave no answer.");
      return { features: row.features ?? {}, warnings: row.warnings ?? [] };
    },
  });
  if (deployment === null) return null;
  const { features = null, warnings = [] } = query.data ?? {};
  return { features, warnings, error: query.error?.message ?? null };
}
