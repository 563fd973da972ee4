"use client";

import { type KeyboardEvent, useState } from "react";
import type { JobStatus, ServingStatus, StoreStatus, StoresStatus } from "../../engine/src/index.ts";
import { SideNote, SideRow, SideSection } from "../notebook/shell/SideSection.tsx";
import { dayTimeText, timeText } from "../playback/time-text.ts";
import { Button } from "../ui/Button.tsx";
import { StatusDot } from "../ui/StatusDot.tsx";
import { useTimeZone } from "../ui/time-zone.ts";
import { combineMeters } from "./combine-meters.ts";
import styles from "./JobList.module.css";
import { isActive, jobHealth } from "./job-health.ts";
import { rateText } from "./number-text.ts";

const ENDED_SHOWN = 6;

const STORE_NAMES: Readonly<Record<StoreStatus["kind"], string>> = {
  memory: "Memory",
  embedded: "Embedded",
  kafka: "Kafka",
  redis: "Redis",
};

interface JobRowProps {
  readonly job: JobStatus;
  readonly current: boolean;
  onChoose(id: string): void;
}

function JobRow({ job, current, onChoose }: JobRowProps) {
  const zone = useTimeZone();
  const { mark, word } = jobHealth(job, combineMeters(job.workers)?.operators.source.perSecond ?? 0);
  const note = job.state === "stopped" ? `began ${timeText(job.startedMs, zone).slice(0, 5)}` : word;
  return (
    <SideRow
      mark={<StatusDot status={mark} still />}
      note={note}
      current={current}
      title={`${job.groupBy}, ${word}, started ${dayTimeText(job.startedMs, zone)}`}
      onSelect={() => onChoose(job.id)}
    >
      {job.groupBy}
    </SideRow>
  );
}

/** Up and down go through the rows, and choose. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const rows = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button[aria-current]")];
  const at = rows.indexOf(document.activeElement as HTMLButtonElement);
  const next = rows[at + step];
  if (step === 0 || at < 0) return;
  event.preventDefault();
  next?.focus();
  next?.click();
}

interface JobListProps {
  readonly jobs: readonly JobStatus[];
  readonly currentId: string | null;
  readonly serving: readonly ServingStatus[] | null;
  readonly stores: StoresStatus | null;
  onChoose(id: string): void;
}

/** Jobs, what is served, and where it is kept. `jobs` are in the order of the list. */
export function JobList({ jobs, currentId, serving, stores, onChoose }: JobListProps) {
  const [all, setAll] = useState(false);
  const active = jobs.filter((job) => isActive(job.state));
  const ended = jobs.filter((job) => !isActive(job.state));
  const shown = all ? ended : ended.filter((job, i) => i < ENDED_SHOWN || job.id === currentId);
  const row = (job: JobStatus) => <JobRow key={job.id} job={job} current={job.id === currentId} onChoose={onChoose} />;
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys go from row to row inside. */}
      <div onKeyDown={onArrow}>
        <SideSection title="Jobs">{active.length > 0 ? active.map(row) : <SideNote>None runs.</SideNote>}</SideSection>
        {ended.length > 0 && (
          <SideSection title="Ended">
            {shown.map(row)}
            {shown.length < ended.length && (
              <Button small look="quiet" className={styles.more} onClick={() => setAll(true)}>
                {ended.length - shown.length} more
              </Button>
            )}
          </SideSection>
        )}
      </div>
      {serving !== null && (
        <SideSection title="Feature serving">
          {serving.length === 0 && <SideNote>No feature was read yet.</SideNote>}
          {serving.map(({ groupBy, requestsPerSecond }) => (
            <SideRow key={groupBy} note={rateText(requestsPerSecond)} title={`${groupBy}, reads a second`}>
              {groupBy}
            </SideRow>
          ))}
        </SideSection>
      )}
      {stores !== null && (
        <SideSection title="Stores">
          <StoreRow what="Log" store={stores.log} />
          <StoreRow what="Values" store={stores.store} />
        </SideSection>
      )}
    </>
  );
}

function StoreRow({ what, store }: { readonly what: string; readonly store: StoreStatus }) {
  const name =
    store.kind === "embedded" || store.kind === "memory"
      ? `${what} ${STORE_NAMES[store.kind].toLowerCase()}`
      : `${STORE_NAMES[store.kind]} ${store.address}`;
  return (
    <SideRow
      note={<span className={store.state === "up" ? styles.up : styles.down}>{store.state}</span>}
      title={`${what}: ${STORE_NAMES[store.kind]} ${store.address}, ${store.state}`}
    >
      {name}
    </SideRow>
  );
}
