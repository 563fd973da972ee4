"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "../ui/Button.tsx";
import { Kbd } from "../ui/Kbd.tsx";
import { Palette } from "../ui/Palette.tsx";
import { useTimeZone } from "../ui/time-zone.ts";
import { JobList } from "./JobList.tsx";
import noticeStyles from "./JobsNotice.module.css";
import { NoJobs, ServerGone, UnknownJob } from "./JobsNotice.tsx";
import { JobsShell } from "./JobsShell.tsx";
import { JobsStatusBar } from "./JobsStatusBar.tsx";
import { JobView } from "./JobView.tsx";
import { isActive } from "./job-health.ts";
import { jobsCommands } from "./jobs-commands.ts";
import { SavepointDialog } from "./SavepointDialog.tsx";
import { SignIn } from "./SignIn.tsx";
import { StartDialog } from "./StartDialog.tsx";
import { StopDialog } from "./StopDialog.tsx";
import { inOrder, useChosenJob } from "./use-chosen-job.ts";
import { useServerState } from "./use-server-state.ts";

/** A dialog about the job that was chosen when it opened. */
type Open =
  | { readonly kind: "stop"; readonly jobId: string }
  | { readonly kind: "savepoint"; readonly jobId: string; readonly stops: boolean }
  | { readonly kind: "start"; readonly jobId: string; readonly savepoint: string | null };

/** The list of jobs, the chosen one, and what can be done with it. */
export function JobsWorkspace() {
  const server = useServerState();
  const chosen = useChosenJob();
  const zone = useTimeZone();
  const router = useRouter();
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [open, setOpen] = useState<Open | null>(null);
  const jobs = inOrder(server.jobs ?? []);
  const job = (chosen.id === null ? jobs[0] : jobs.find((one) => one.id === chosen.id)) ?? null;
  const asked = jobs.find((one) => one.id === open?.jobId);

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k")
        return;
      event.preventDefault();
      setPaletteOpen(true);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  const ask = (kind: "stop" | "savepoint" | "start") => () => {
    if (job === null) return;
    setOpen({ kind, jobId: job.id, stops: false, savepoint: null });
  };
  const startFrom = (savepoint: { readonly id: string; readonly jobId: string }) =>
    setOpen({ kind: "start", jobId: savepoint.jobId, savepoint: savepoint.id });
  const close = () => setOpen(null);

  return (
    <JobsShell
      actions={
        <>
          <Button onClick={() => setPaletteOpen(true)}>
            Go to…
            <Kbd keys="Mod+K" />
          </Button>
          {job !== null && isActive(job.state) && (
            <>
              <Button onClick={ask("savepoint")}>Savepoint</Button>
              <Button onClick={ask("stop")}>Stop</Button>
            </>
          )}
          {job !== null && !isActive(job.state) && <Button onClick={ask("start")}>Start again</Button>}
        </>
      }
      left={
        <JobList
          jobs={jobs}
          currentId={job?.id ?? null}
          serving={server.serving}
          stores={server.stores}
          onChoose={chosen.choose}
        />
      }
      status={
        <JobsStatusBar
          connection={server.failure !== null ? "gone" : server.jobs === null ? "asking" : "live"}
          atMs={server.atMs}
          stores={server.stores}
          zone={zone}
        />
      }
    >
      {server.needsToken && <SignIn onSignedIn={server.again} />}
      {server.failure !== null && !server.needsToken && (
        <ServerGone reason={server.failure} sinceMs={server.atMs} zone={zone} onAgain={server.again} />
      )}
      {server.jobs === null && server.failure === null && (
        <p role="status" className={noticeStyles.loading}>
          Asking the server for its jobs…
        </p>
      )}
      {server.jobs !== null && jobs.length === 0 && <NoJobs />}
      {server.jobs !== null && jobs.length > 0 && job === null && <UnknownJob id={chosen.id ?? ""} />}
      {job !== null && (
        <JobView
          key={job.id}
          job={job}
          served={server.serving?.find((one) => one.groupBy === job.groupBy) ?? null}
          nowMs={server.atMs}
          onStartFrom={startFrom}
        />
      )}
      {paletteOpen && (
        <Palette
          kinds="Job or action"
          commands={jobsCommands(jobs, job, {
            choose: chosen.choose,
            savepoint: ask("savepoint"),
            stop: ask("stop"),
            start: ask("start"),
            openStudio: () => router.push("/"),
          })}
          onClose={() => setPaletteOpen(false)}
        />
      )}
      {open?.kind === "stop" && asked !== undefined && (
        <StopDialog
          job={asked}
          onSavepoint={() => setOpen({ kind: "savepoint", jobId: asked.id, stops: true })}
          onClose={close}
        />
      )}
      {open?.kind === "savepoint" && asked !== undefined && (
        <SavepointDialog job={asked} stops={open.stops} onStartFrom={startFrom} onClose={close} />
      )}
      {open?.kind === "start" && asked !== undefined && (
        <StartDialog
          job={asked}
          savepoint={open.savepoint}
          onStarted={(id) => {
            close();
            chosen.choose(id);
          }}
          onClose={close}
        />
      )}
    </JobsShell>
  );
}
