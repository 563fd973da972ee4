"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { JobStatus, LateEvent } from "../../engine/src/index.ts";
import { jobsApi } from "../client/jobs-api.ts";
import { countText, integerText } from "../playback/count-text.ts";
import { boundaryText, dayTimeText, timeText, type Zone } from "../playback/time-text.ts";
import { Button } from "../ui/Button.tsx";
import { useTimeZone } from "../ui/time-zone.ts";
import type { JobMeters } from "./combine-meters.ts";
import { DataTable } from "./DataTable.tsx";
import { keyText, lateBy } from "./job-text.ts";
import styles from "./LateEventsPanel.module.css";
import { Panel, PanelEmpty } from "./Panel.tsx";

const DAY_MS = 86_400_000;

interface LateTableProps {
  readonly label: string;
  readonly events: readonly LateEvent[];
  readonly zone: Zone;
}

function LateTable({ label, events, zone }: LateTableProps) {
  const times = events.flatMap((event) => [event.timeMs, event.appendedMs]);
  const days = Math.max(...times) - Math.min(...times) > DAY_MS;
  const day = (ms: number) => (days ? dayTimeText(ms, zone).slice(0, -timeText(ms, zone).length) : "");
  const text = (ms: number) => day(ms) + timeText(ms, zone, true);
  const tile = ({ startMs, endMs }: LateEvent) =>
    `${boundaryText(startMs, days ? DAY_MS + 1 : 0, zone)} – ${boundaryText(endMs, 0, zone)}`;
  return (
    <DataTable
      label={label}
      rows={events}
      rowKey={(event) => `${event.partition} ${event.offset}`}
      columns={[
        { title: "Event time", look: "mono", cell: (event) => text(event.timeMs) },
        { title: "Arrived", look: "mono", cell: (event) => text(event.appendedMs) },
        { title: "Late by", cell: (event) => `${lateBy(event)} past the close` },
        { title: "Partition", cell: (event) => event.partition },
        { title: "Offset", cell: (event) => integerText(event.offset) },
        { title: "Key", look: "mono", cell: (event) => keyText(event.key) },
        { title: "Tile it missed", look: "mono", cell: tile },
        { title: "Watermark then", look: "mono", cell: (event) => text(event.watermarkMs) },
      ]}
    />
  );
}

interface StoredLateProps {
  readonly job: JobStatus;
  readonly zone: Zone;
}

/** All late events of a partition, from the first on, a page at a time. */
function StoredLate({ job, zone }: StoredLateProps) {
  const [partition, setPartition] = useState(job.partitions[0]?.partition ?? 0);
  const pages = useInfiniteQuery({
    queryKey: ["late", job.id, partition],
    queryFn: ({ pageParam }) => jobsApi.late(job.id, partition, pageParam),
    initialPageParam: 0,
    retry: false,
    getNextPageParam: (page) => page.nextOffset,
  });
  const events = pages.data?.pages.flatMap((page) => page.events) ?? [];
  return (
    <>
      <div className={styles.bar}>
        <label>
          Partition
          <select value={partition} onChange={(event) => setPartition(Number(event.currentTarget.value))}>
            {job.partitions.map((one) => (
              <option key={one.partition} value={one.partition}>
                {one.partition}
              </option>
            ))}
          </select>
        </label>
        <span role="status">
          {pages.isPending ? "Reading…" : `${countText(events.length, "event")}${pages.hasNextPage ? " so far" : ""}`}
        </span>
        {pages.hasNextPage && (
          <Button small disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Read on
          </Button>
        )}
      </div>
      {pages.error !== null && (
        <p role="alert" className={styles.error}>
          {pages.error.message}
        </p>
      )}
      {events.length > 0 && <LateTable label={`Late events of partition ${partition}`} events={events} zone={zone} />}
      {pages.isSuccess && events.length === 0 && !pages.hasNextPage && (
        <PanelEmpty>No late event is stored for this partition.</PanelEmpty>
      )}
    </>
  );
}

interface LateEventsPanelProps {
  readonly job: JobStatus;
  readonly meters: JobMeters | null;
}

/** Events that came after their tile had closed: the newest, or all of a partition. */
export function LateEventsPanel({ job, meters }: LateEventsPanelProps) {
  const zone = useTimeZone();
  const [all, setAll] = useState(false);
  const { lateEvents, events } = job.counts;
  const newest = meters?.late ?? [];
  const note = `${integerText(lateEvents)} of ${integerText(events)}${!all && newest.length < lateEvents ? `, the newest ${integerText(newest.length)} shown` : ""}`;
  return (
    <Panel title="Late events" note={note}>
      {all ? (
        <StoredLate job={job} zone={zone} />
      ) : newest.length > 0 ? (
        <LateTable label="Newest late events" events={newest} zone={zone} />
      ) : (
        <PanelEmpty>
          {lateEvents === 0
            ? "None: every event came before its tile had closed."
            : "None since the worker started; earlier ones are in the late output."}
        </PanelEmpty>
      )}
      {lateEvents > 0 && (
        <div className={styles.bar}>
          <Button small look="quiet" aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? "Show the newest" : "Show all by partition"}
          </Button>
        </div>
      )}
    </Panel>
  );
}
