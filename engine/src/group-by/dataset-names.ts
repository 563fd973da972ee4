/** A GroupBy's name with everything outside `[a-zA-Z0-9_]` as `_`: `team/gb.v1` becomes `team_gb_v1`. */
export function cleanName(name: string): string {
  return name.replace(/[^a-zA-Z0-9_]/g, "_");
}

/** KV dataset of the streaming part: `TEAM_GB_V1_STREAMING`. */
export function streamingDataset(name: string): string {
  return `${cleanName(name).toUpperCase()}_STREAMING`;
}

/** KV dataset of the batch part: `TEAM_GB_V1_BATCH`. */
export function batchDataset(name: string): string {
  return `${cleanName(name).toUpperCase()}_BATCH`;
}

/** KV dataset of the late events of a job: `TEAM_GB_V1_LATE`. */
export function lateDataset(name: string): string {
  return `${cleanName(name).toUpperCase()}_LATE`;
}
