import type { StoreStatus, StoresStatus } from "../../engine/src/index.ts";
import { timeText, type Zone } from "../playback/time-text.ts";
import { StatusDot } from "../ui/StatusDot.tsx";
import { ViewMenus } from "../ui/ViewMenus.tsx";
import styles from "./JobsStatusBar.module.css";

interface JobsStatusBarProps {
  readonly connection: "asking" | "live" | "gone";
  /** When the server last answered. */
  readonly atMs: number;
  readonly stores: StoresStatus | null;
  readonly zone: Zone;
}

const KINDS: Readonly<Record<StoreStatus["kind"], string>> = {
  memory: "memory",
  embedded: "embedded",
  kafka: "Kafka",
  redis: "Redis",
};

/** Whether the page hears from the server, and what the server keeps its things in. */
export function JobsStatusBar({ connection, atMs, stores, zone }: JobsStatusBarProps) {
  return (
    <>
      <span className={styles.live}>
        <StatusDot status={connection === "live" ? "done" : connection === "gone" ? "failed" : "idle"} still />
        {connection === "live" && "Live"}
        {connection === "asking" && "Asking the server"}
        {connection === "gone" && (atMs > 0 ? `No answer since ${timeText(atMs, zone)}` : "No answer")}
      </span>
      {stores !== null && (
        <>
          <span>KV store: {KINDS[stores.store.kind]}</span>
          <span>Log: {KINDS[stores.log.kind]}</span>
        </>
      )}
      <span className={styles.space} />
      <ViewMenus />
    </>
  );
}
