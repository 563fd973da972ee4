import type { JobStatus } from "../../engine/src/index.ts";
import type { PaletteCommand } from "../ui/Palette.tsx";
import { themeChoice } from "../ui/theme.ts";
import { timeZoneChoice } from "../ui/time-zone.ts";
import { isActive } from "./job-health.ts";
import { shortId } from "./job-text.ts";

export interface JobActions {
  choose(id: string): void;
  savepoint(): void;
  stop(): void;
  start(): void;
  openStudio(): void;
}

/** Everything that the palette of the Jobs page offers. */
export function jobsCommands(
  jobs: readonly JobStatus[],
  current: JobStatus | null,
  actions: JobActions,
): readonly PaletteCommand[] {
  const command = (group: string, label: string, onSelect: () => void): PaletteCommand => ({
    id: `${group}-${label}`.replace(/\W+/g, "-"),
    group,
    label,
    onSelect,
  });
  const own =
    current === null
      ? []
      : isActive(current.state)
        ? [
            command("This job", `Take a savepoint of ${current.groupBy}`, actions.savepoint),
            command("This job", `Stop ${current.groupBy}`, actions.stop),
          ]
        : [command("This job", `Start ${current.groupBy} again`, actions.start)];
  return [
    ...jobs.map((job) => ({
      id: `job-${job.id}`,
      group: "Jobs",
      label: job.groupBy,
      note: `${job.state}, ${shortId(job.id)}`,
      onSelect: () => actions.choose(job.id),
    })),
    ...own,
    command("View", "Open the studio", actions.openStudio),
    command("View", "Dark theme", () => themeChoice.set("dark")),
    command("View", "Light theme", () => themeChoice.set("light")),
    command("View", "Theme of the system", () => themeChoice.set("system")),
    command("View", "Times in UTC", () => timeZoneChoice.set("utc")),
    command("View", "Times of this machine", () => timeZoneChoice.set("local")),
  ];
}
