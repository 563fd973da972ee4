import { TilescopeError } from "../errors.ts";
import type { GroupBy } from "../group-by/group-by.ts";
import type { Plan } from "../group-by/plan.ts";
import { fingerprint } from "../runtime/fingerprint.ts";
import type { ServingInfo, ServingInfos } from "../serving/serving-info.ts";
import { type JobRecord, ownMember, type Registry, type RegistryState, type UploadRecord } from "./registry.ts";
import { serverPlan } from "./server-plan.ts";

interface Served {
  readonly definition: GroupBy;
  readonly job: JobRecord | undefined;
  readonly upload: UploadRecord | undefined;
  readonly info: Promise<ServingInfo>;
}

/**
 * Serving infos by the registry. Values that another definition wrote are never read by this one: when what tiles hold has
 * changed, serving says so until a job has written them anew.
 */
export class ServedGroupBys implements ServingInfos {
  readonly #registry: Registry;
  readonly #served = new Map<string, Served>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** The same object until the definition, its newest job or its upload changes. */
  async get(name: string): Promise<ServingInfo | null> {
    const { state } = this.#registry;
    const definition = ownMember(state.groupBys, name);
    if (definition === undefined) return null;
    const job = newestJob(state, name);
    const upload = ownMember(state.uploads, name);
    const known = this.#served.get(name);
    if (known?.definition === definition && known.job === job && known.upload === upload) return known.info;
    const info = servingInfo(name, definition, job, upload);
    this.#served.set(name, { definition, job, upload, info });
    return info;
  }

  refresh(): void {
    void this.#registry.refresh().catch(() => undefined);
  }
}

/** The job of a GroupBy whose values are the newest. */
function newestJob(state: RegistryState, name: string): JobRecord | undefined {
  return Object.values(state.jobs)
    .filter((record) => record.groupBy === name && record.sourceSchema !== null)
    .reduce<JobRecord | undefined>(
      (newest, job) => (newest && newest.startedMs >= job.startedMs ? newest : job),
      undefined,
    );
}

async function servingInfo(
  name: string,
  definition: GroupBy,
  job: JobRecord | undefined,
  upload: UploadRecord | undefined,
): Promise<ServingInfo> {
  const schema = job?.sourceSchema ?? upload?.sourceSchema;
  if (!schema)
    throw new TilescopeError(
      "group-by/not-served",
      `"${name}" has no values yet: start a job for it (POST /api/jobs) and append events to its topic, or upload a batch.`,
    );
  const plan = await serverPlan(definition, schema);
  if (upload !== undefined && JSON.stringify(upload.definition) !== JSON.stringify(definition))
    throw changed(name, "upload it again (POST /api/group-bys/…/uploads)");
  return {
    plan,
    streamed: job === undefined ? null : await streamedBy(name, plan, job),
    batchEndMs: upload?.batchEndMs ?? null,
  };
}

/** What the job wrote, if its values mean what the definition says now. Windows and derivations may have changed. */
async function streamedBy(name: string, plan: Plan, job: JobRecord): Promise<ServingInfo["streamed"]> {
  if (job.sourceSchema === null) return null;
  const written = await serverPlan(job.definition, job.sourceSchema);
  const tileSizeMs = job.settings.tileSizeMs ?? written.tileSizeMs;
  const settings = { ...job.settings, tileSizeMs };
  if (fingerprint(plan, settings, 1) !== fingerprint(written, settings, 1)) throw changed(name, "start a new job");
  if (job.settings.mode === "untiled") return { kind: "events" };
  if (plan.tileSizeMs % tileSizeMs !== 0) throw changed(name, "start a new job, whose tiles are small enough");
  return { kind: "tiles", tileSizeMs };
}

const changed = (name: string, remedy: string): TilescopeError =>
  new TilescopeError("group-by/changed", `"${name}" was changed after its values were written: ${remedy}.`);
