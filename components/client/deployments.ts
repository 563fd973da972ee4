import { useSyncExternalStore } from "react";

/** A GroupBy of this page that the server runs, fed with the events of one run. */
export interface Deployment {
  readonly groupBy: string;
  readonly jobId: string;
  /** Events that were sent: all of the stream, whatever the clock says. */
  readonly events: number;
}

let deployments: ReadonlyMap<string, Deployment> = new Map();
const listeners = new Set<() => void>();

/** Remembers what was deployed for as long as the page is open; a later deployment of the name replaces the earlier. */
export function rememberDeployment(deployment: Deployment): void {
  deployments = new Map(deployments).set(deployment.groupBy, deployment);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What the server runs under this name for this page; null before it was deployed. */
export function useDeployment(groupBy: string | undefined): Deployment | null {
  const read = () => (groupBy === undefined ? null : (deployments.get(groupBy) ?? null));
  return useSyncExternalStore(subscribe, read, () => null);
}
