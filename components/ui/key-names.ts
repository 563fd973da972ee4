import { useSyncExternalStore } from "react";

const APPLE: Readonly<Record<string, string>> = { Mod: "⌘", Shift: "⇧", Alt: "⌥", Enter: "↵", Escape: "esc" };
const OTHERS: Readonly<Record<string, string>> = { Mod: "Ctrl", Enter: "↵", Escape: "Esc" };

/** `Mod+Shift+Enter` as a person on that system reads it: `⇧⌘↵` or `Ctrl+Shift+↵`. */
export function formatKeys(keys: string, apple: boolean): string {
  const parts = keys.split("+");
  if (!apple) return parts.map((part) => OTHERS[part] ?? part).join("+");
  const order = ["Alt", "Shift", "Mod"];
  const rank = (part: string) => (order.includes(part) ? order.indexOf(part) : order.length);
  return [...parts]
    .sort((a, b) => rank(a) - rank(b))
    .map((part) => APPLE[part] ?? part)
    .join("");
}

const never = () => () => {};
const onApple = () => /Mac|iPhone|iPad/.test(navigator.platform);

/** Formats key combinations for this machine. */
export function useKeyNames(): (keys: string) => string {
  const apple = useSyncExternalStore(never, onApple, () => false);
  return (keys) => formatKeys(keys, apple);
}
