"use client";

import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { Dialog } from "./Dialog.tsx";
import { Kbd } from "./Kbd.tsx";
import { matchText } from "./match-text.ts";
import styles from "./Palette.module.css";

export interface PaletteCommand {
  readonly id: string;
  readonly label: string;
  /** Heading that it stands under while nothing is typed. */
  readonly group: string;
  readonly note?: string;
  readonly keys?: string;
  /** Shows only for what was typed: one of many, such as a line of text. */
  readonly onlyTyped?: boolean;
  readonly onSelect: () => void;
}

interface PaletteProps {
  readonly commands: readonly PaletteCommand[];
  /** What it finds, for the empty input. */
  readonly kinds?: string;
  onClose(): void;
}

const MOST = 80;

/** Everything that the page can do and show, found by typing. */
export function Palette({ commands, kinds = "Cell, notebook or action", onClose }: PaletteProps) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const found = useMemo(
    () =>
      commands
        .filter((command) => typed.trim() !== "" || command.onlyTyped !== true)
        .map((command) => ({ command, score: matchText(typed, `${command.label} ${command.note ?? ""}`) }))
        .filter((one): one is { command: PaletteCommand; score: number } => one.score !== null)
        .sort((a, b) => b.score - a.score)
        .slice(0, MOST)
        .map((one) => one.command),
    [commands, typed],
  );
  const current = found[Math.min(at, found.length - 1)];
  const optionId = (command: PaletteCommand) => `${id}-${command.id}`;

  const choose = (command: PaletteCommand | undefined) => {
    if (command === undefined) return;
    onClose();
    command.onSelect();
  };
  const move = (to: number) => {
    const next = (to + found.length) % Math.max(1, found.length);
    setAt(next);
    const command = found[next];
    if (command !== undefined) document.getElementById(optionId(command))?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") move(at + 1);
    else if (event.key === "ArrowUp") move(at - 1);
    else if (event.key === "Enter") choose(current);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title="Go to" bare onClose={onClose}>
      <input
        className={styles.input}
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={current === undefined ? undefined : optionId(current)}
        aria-label={`Go to: ${kinds}`}
        placeholder={kinds}
        autoFocus
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={`${id}-list`} role="listbox" aria-label="Results" className={styles.list}>
        {found.length === 0 && <p className={styles.none}>Nothing is called “{typed}”.</p>}
        {found.map((command, i) => (
          <div key={command.id}>
            {typed === "" && command.group !== found[i - 1]?.group && (
              <div className={styles.group} aria-hidden="true">
                {command.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys belong to the input. */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input. */}
            <div
              id={optionId(command)}
              role="option"
              aria-selected={command === current}
              className={styles.option}
              onPointerMove={() => setAt(i)}
              onClick={() => choose(command)}
            >
              <span>{command.label}</span>
              {command.note !== undefined && <span className={styles.note}>{command.note}</span>}
              {command.keys !== undefined && (
                <span className={styles.keys}>
                  <Kbd keys={command.keys} />
                </span>
              )}
            </div>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
