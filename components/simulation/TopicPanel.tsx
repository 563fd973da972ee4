"use client";

import { useQuery } from "@tanstack/react-query";
import type { LiveStream } from "../../engine/src/simulation/stream.ts";
import { pageServer } from "../client/live-server.ts";
import { countText } from "../playback/count-text.ts";
import styles from "./ScriptedRows.module.css";

const ASK_EVERY_MS = 2_000;

/** What the server holds of a topic. */
export function TopicPanel({ stream }: { readonly stream: LiveStream }) {
  const { topic } = stream;
  const query = useQuery({
    queryKey: ["topic", topic],
    queryFn: () => pageServer.topic(topic),
    refetchInterval: ASK_EVERY_MS,
    retry: false,
  });
  if (query.error !== null)
    return (
      <p role="alert" className={styles.more}>
        {query.error.message}
      </p>
    );
  if (query.data === undefined) return <p className={styles.more}>Asking the server for {topic}</p>;
  const { partitions } = query.data;
  const records = partitions.reduce((sum, { endOffset }) => sum + endOffset, 0);
  return (
    <p className={styles.more}>
      {countText(records, "record")} in {countText(partitions.length, "partition")}:{" "}
      <code>{partitions.map(({ partition, endOffset }) => `${partition} ends at ${endOffset}`).join(", ")}</code>
    </p>
  );
}
