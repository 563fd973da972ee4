"use client";

import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button } from "./Button.tsx";
import { classNames } from "./class-names.ts";
import { Icon } from "./Icon.tsx";
import { Kbd } from "./Kbd.tsx";
import styles from "./Menu.module.css";

export interface MenuItem {
  readonly label: string;
  readonly onSelect: () => void;
  readonly keys?: string;
  /** For one of several choices. */
  readonly checked?: boolean;
  readonly disabled?: boolean;
  /** Sets it apart from the item above. */
  readonly separated?: boolean;
}

interface MenuProps {
  /** What the button shows. */
  readonly children: ReactNode;
  /** Name of the menu for those who do not see it. */
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly align?: "start" | "end";
  readonly side?: "above" | "below";
  readonly look?: "plain" | "quiet" | "text";
  readonly small?: boolean;
  readonly square?: boolean;
}

/** A button with a list of actions. Arrow keys move, a letter jumps, Escape closes. */
export function Menu({ children, label, items, align = "start", side = "below", look, small, square }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  const entries = () => [
    ...(root.current?.querySelectorAll<HTMLButtonElement>("[role^=menuitem]:not(:disabled)") ?? []),
  ];

  useEffect(() => {
    if (!open) return;
    const onPointer = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", onPointer);
    root.current?.querySelector<HTMLButtonElement>("[role^=menuitem]:not(:disabled)")?.focus();
    return () => document.removeEventListener("pointerdown", onPointer);
  }, [open]);

  const close = () => {
    setOpen(false);
    root.current?.querySelector<HTMLButtonElement>("[aria-haspopup]")?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = (index: number) => all[(index + all.length) % all.length]?.focus();
    event.stopPropagation();
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") to(at + 1);
    else if (event.key === "ArrowUp") to(at - 1);
    else if (event.key === "Home") to(0);
    else if (event.key === "End") to(-1);
    else if (event.key === "Tab") setOpen(false);
    else if (event.key.length === 1 && event.key !== " ") {
      const letter = event.key.toLowerCase();
      const starts = (entry: HTMLButtonElement) => entry.textContent?.trim().toLowerCase().startsWith(letter) === true;
      [...all.slice(at + 1), ...all.slice(0, at + 1)].find(starts)?.focus();
    } else return;
    if (event.key !== "Tab") event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the menu inside.
    <div ref={root} className={styles.root} onKeyDown={onKeyDown}>
      <Button
        look={look === "text" ? "quiet" : look}
        small={small}
        square={square}
        className={look === "text" ? styles.text : undefined}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label}
        title={square ? label : undefined}
        onClick={() => setOpen(!open)}
      >
        {children}
      </Button>
      {open && (
        <div id={id} role="menu" aria-label={label} className={classNames(styles.menu, styles[align], styles[side])}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              {...(item.checked === undefined
                ? { role: "menuitem" }
                : { role: "menuitemradio", "aria-checked": item.checked })}
              disabled={item.disabled}
              tabIndex={-1}
              className={classNames(styles.item, item.separated && styles.separated)}
              onClick={() => {
                close();
                item.onSelect();
              }}
            >
              {item.checked !== undefined && (
                <span className={styles.check}>{item.checked && <Icon name="check" size={13} />}</span>
              )}
              {item.label}
              {item.keys !== undefined && (
                <span className={styles.keys}>
                  <Kbd keys={item.keys} />
                </span>
              )}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
