"use client";

import { Menu } from "../../ui/Menu.tsx";
import { StatusDot } from "../../ui/StatusDot.tsx";
import { useStoredSetting } from "../../ui/stored-setting.ts";
import { type ThemeChoice, themeChoice, useTheme } from "../../ui/theme.ts";
import { timeZoneChoice } from "../../ui/time-zone.ts";
import { useRuntimePart } from "../session/session-context.tsx";
import styles from "./StatusBar.module.css";
import type { SaveState } from "./use-autosave.ts";
import { useShownRun } from "./use-shown-run.ts";

const SAVE_WORDS: Readonly<Record<SaveState, string>> = {
  saved: "Saved",
  saving: "Saving",
  unsaved: "Not saved: this browser keeps nothing",
};

const THEMES: readonly (readonly [ThemeChoice, string])[] = [
  ["system", "As the system"],
  ["dark", "Dark"],
  ["light", "Light"],
];

/** Where things run and are kept, and how times and colours are shown. */
export function StatusBar({ saved }: { readonly saved: SaveState }) {
  const busy = useRuntimePart((state) => state.busy);
  const run = useShownRun();
  const { theme, choice } = useTheme();
  const zone = useStoredSetting(timeZoneChoice);
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
      <Menu
        label="Time zone"
        look="text"
        align="end"
        side="above"
        items={[
          { label: "UTC", checked: zone === "utc", onSelect: () => timeZoneChoice.set("utc") },
          { label: "This machine's time zone", checked: zone === "local", onSelect: () => timeZoneChoice.set("local") },
        ]}
      >
        {zone === "utc" ? "UTC" : "Local time"}
      </Menu>
      <Menu
        label="Theme"
        look="text"
        align="end"
        side="above"
        items={THEMES.map(([value, label]) => ({
          label,
          checked: choice === value,
          onSelect: () => themeChoice.set(value),
        }))}
      >
        {theme === "dark" ? "Dark" : "Light"}
      </Menu>
    </>
  );
}
