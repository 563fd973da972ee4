"use client";

import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import { countText } from "../playback/count-text.ts";
import type { Trace } from "../playback/engine.ts";
import { classNames } from "../ui/class-names.ts";
import styles from "./KeyPicker.module.css";
import { matchingKeys } from "./key-choice.ts";

interface KeyPickerProps {
  readonly trace: Trace;
  /** Busiest first. */
  readonly byCount: readonly number[];
  readonly keyIndex: number;
  readonly onPick: (key: string) => void;
}

const MOST = 200;

/** Which key the picture shows: a combobox that lists keys with their counts and finds one by its text. */
export function KeyPicker({ trace, byCount, keyIndex, onPick }: KeyPickerProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const open = typed !== null;
  const found = useMemo(() => (open ? matchingKeys(trace, byCount, typed, MOST) : []), [trace, byCount, typed, open]);
  const shown = trace.keys[keyIndex] ?? "";

  const close = () => setTyped(null);
  const pick = (index: number | undefined) => {
    const key = index === undefined ? undefined : trace.keys[index];
    if (key !== undefined) onPick(key);
    close();
  };
  const walk = (to: number) => {
    const next = Math.min(found.length - 1, Math.max(0, to));
    setActive(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open && (event.key === "ArrowDown" || event.key === "Enter")) setTyped("");
    else if (!open) return;
    else if (event.key === "ArrowDown") walk(active + 1);
    else if (event.key === "ArrowUp") walk(active - 1);
    else if (event.key === "Home") walk(0);
    else if (event.key === "End") walk(found.length - 1);
    else if (event.key === "Enter") pick(found[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={styles.picker}>
      <input
        className={styles.input}
        style={{ width: `${Math.min(28, Math.max(8, shown.length + 3))}ch` }}
        type="text"
        role="combobox"
        aria-label="Key"
        aria-expanded={open}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={open && found.length > 0 ? `${listId}-${active}` : undefined}
        spellCheck={false}
        autoComplete="off"
        value={typed ?? shown}
        placeholder={shown}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
        }}
        onClick={() => {
          if (!open) setTyped("");
          setActive(0);
        }}
        onBlur={close}
        onKeyDown={onKeyDown}
      />
      {open && (
        <div ref={list} className={styles.list} role="listbox" id={listId} aria-label="Keys, busiest first">
          {found.map((index, i) => (
            <div
              key={index}
              id={`${listId}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === keyIndex}
              className={classNames(styles.option, i === active && styles.active)}
              onPointerDown={(event) => {
                event.preventDefault();
                pick(index);
              }}
            >
              <span className={styles.name}>{trace.keys[index]}</span>
              <span className={styles.count}>{countText(trace.keyEvents[index] ?? 0, "event")}</span>
            </div>
          ))}
          {found.length === 0 && <p className={styles.none}>No key matches “{typed}”.</p>}
        </div>
      )}
    </div>
  );
}
