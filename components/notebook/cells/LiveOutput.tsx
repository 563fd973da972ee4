"use client";

import type { TimelineView } from "../../../engine/src/notebook/view.ts";
import type { LiveState } from "../../client/live-run.ts";
import { LiveBar } from "../../timeline/LiveBar.tsx";
import { TimelineCell } from "../../timeline/TimelineCell.tsx";
import { useSession } from "../session/session-context.tsx";

interface LiveOutputProps {
  readonly cellId: string;
  readonly live: LiveState;
  readonly view: TimelineView;
}

/** A timeline cell while it follows a job of the server. */
export function LiveOutput({ cellId, live, view }: LiveOutputProps) {
  const session = useSession();
  return (
    <>
      <LiveBar live={live} onRetry={() => session.live.retry(cellId)} onStop={() => session.live.stop(cellId)} />
      {live.summary !== null && <TimelineCell client={session.engine} run={live.summary} definition={view} />}
    </>
  );
}
