"use client";

import { Menu } from "./Menu.tsx";
import { useStoredSetting } from "./stored-setting.ts";
import { type ThemeChoice, themeChoice, useTheme } from "./theme.ts";
import { timeZoneChoice } from "./time-zone.ts";

const THEMES: readonly (readonly [ThemeChoice, string])[] = [
  ["system", "As the system"],
  ["dark", "Dark"],
  ["light", "Light"],
];

/** How times and colours are shown, for the right end of a status bar. */
export function ViewMenus() {
  const { theme, choice } = useTheme();
  const zone = useStoredSetting(timeZoneChoice);
  return (
    <>
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
