import { useEffect, useSyncExternalStore } from "react";
import { storedSetting, useStoredSetting } from "./stored-setting.ts";

export const themeChoice = storedSetting("tilescope.theme", ["system", "dark", "light"] as const, "system");
export type ThemeChoice = ReturnType<typeof themeChoice.get>;
export type Theme = "dark" | "light";

const LIGHT = "(prefers-color-scheme: light)";

function subscribe(listener: () => void): () => void {
  const system = matchMedia(LIGHT);
  system.addEventListener("change", listener);
  const unsubscribe = themeChoice.subscribe(listener);
  return () => {
    system.removeEventListener("change", listener);
    unsubscribe();
  };
}

function currentTheme(): Theme {
  const choice = themeChoice.get();
  if (choice !== "system") return choice;
  return matchMedia(LIGHT).matches ? "light" : "dark";
}

/** The theme on the screen now, and the person's choice. */
export function useTheme(): { readonly theme: Theme; readonly choice: ThemeChoice } {
  const theme = useSyncExternalStore<Theme>(subscribe, currentTheme, () => "dark");
  const choice = useStoredSetting(themeChoice);
  return { theme, choice };
}

/** Keeps `data-theme` on the root element, where every colour token hangs. Mounted once, by the shell. */
export function useThemeOnRoot(): void {
  const { theme } = useTheme();
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}
