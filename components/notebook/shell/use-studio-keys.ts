import { useEffect, useEffectEvent } from "react";

export interface StudioKeys {
  palette(): void;
  save(): void;
  open(): void;
  runAll(): void;
  undo(): void;
  redo(): void;
}

/** Keys that work wherever the focus is. Undo leaves text fields to themselves. */
export function useStudioKeys(keys: StudioKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    const inField = event.target instanceof Element && event.target.closest("input, textarea, select, dialog") !== null;
    let action: (() => void) | null = null;
    if (key === "k" && !event.shiftKey) action = keys.palette;
    else if (key === "s" && !event.shiftKey) action = keys.save;
    else if (key === "o" && !event.shiftKey) action = keys.open;
    else if (key === "enter" && event.shiftKey) action = keys.runAll;
    else if (key === "z" && !inField) action = event.shiftKey ? keys.redo : keys.undo;
    else if (key === "y" && !inField) action = keys.redo;
    if (action === null) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    addEventListener("keydown", listener);
    return () => removeEventListener("keydown", listener);
  }, []);
}
