"use client";

import { StatusDot } from "../../ui/StatusDot.tsx";
import { ViewMenus } from "../../ui/ViewMenus.tsx";
import { useRuntimePart } from "../session/session-context.tsx";
import styles from "./StatusBar.module.css";
import type { SaveState } from "./use-autosave.ts";
import { useShownRun } from "./use-shown-run.ts";

const SAVE_WORDS: Readonly<Record<SaveState, string>> = {
  saved: "Saved",
  saving: "Saving",
  unsaved: "Not saved: this browser keeps nothing",
};

/** Where things run and are kept, and how times and colours are shown. */
export function StatusBar({ saved }: { readonly saved: SaveState }) {
  const busy = useRuntimePart((state) => state.busy);
  const run = useShownRun();
  return (
    <>
      <span className={styles.engine}>
        <StatusDot status={busy ? "running" : "done"} />
        Engine: browser worker
      </span>
      <span className={styles.detail}>KV store: in memory</span>
      <span className={styles.detail}>Log: in memory</span>
      {run !== null && (
        <span className={styles.detail}>{run.trace.checkpointSteps.length.toLocaleString("en")} checkpoints</span>
      )}
      <span className={styles.space} />
      <output aria-label="Autosave">{SAVE_WORDS[saved]}</output>
      <ViewMenus />
    </>
  );
}
