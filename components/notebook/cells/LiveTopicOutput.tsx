"use client";

import { useEffect } from "react";
import type { TimelineView } from "../../../engine/src/notebook/view.ts";
import { stringifyJson } from "../../../engine/src/schema/json.ts";
import type { LiveStream } from "../../../engine/src/simulation/stream.ts";
import type { LiveState } from "../../client/live-run.ts";
import { Button } from "../../ui/Button.tsx";
import { useSession } from "../session/session-context.tsx";
import styles from "./CellOutput.module.css";
import { LiveOutput } from "./LiveOutput.tsx";

interface LiveTopicOutputProps {
  readonly cellId: string;
  readonly live: LiveState | null;
  readonly view: TimelineView;
  readonly stream: LiveStream;
}

/** A timeline over a topic of the server. It follows when it is asked to, and begins anew when its definition changes. */
export function LiveTopicOutput({ cellId, live, view, stream }: LiveTopicOutputProps) {
  const session = useSession();
  const { groupBy, settings } = view;
  const { topic, schema } = stream;
  const wanted = stringifyJson({ kind: "topic", topic, schema, groupBy, settings });
  const followed = live?.source.kind === "topic" ? stringifyJson({ ...live.source }) : null;
  const follow = () => session.live.follow(cellId, { kind: "topic", topic, schema, groupBy, settings });
  const isOld = followed !== null && followed !== wanted;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is wanted is compared by its text
  useEffect(() => {
    if (isOld) follow();
  }, [isOld, wanted]);
  if (live !== null) return <LiveOutput cellId={cellId} live={live} view={view} />;
  return (
    <div className={styles.empty}>
      The events of {topic} are on the server.
      <Button small look="primary" onClick={follow}>
        Follow live
      </Button>
    </div>
  );
}
