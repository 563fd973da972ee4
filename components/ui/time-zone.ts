import { storedSetting, useStoredSetting } from "./stored-setting.ts";

/** Event times are UTC in every contract; this is only how they are written on the screen. */
export const timeZoneChoice = storedSetting("tilescope.timeZone", ["utc", "local"] as const, "utc");
export type TimeZoneChoice = ReturnType<typeof timeZoneChoice.get>;

/** For `Intl.DateTimeFormat`: `"UTC"`, or undefined for the zone of this machine. */
export function useTimeZone(): "UTC" | undefined {
  return useStoredSetting(timeZoneChoice) === "utc" ? "UTC" : undefined;
}
