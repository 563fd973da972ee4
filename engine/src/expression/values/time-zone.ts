const SHORT_NAMES: Readonly<Record<string, string>> = {
  ACT: "Australia/Darwin",
  AET: "Australia/Sydney",
  AGT: "America/Argentina/Buenos_Aires",
  ART: "Africa/Cairo",
  AST: "America/Anchorage",
  BET: "America/Sao_Paulo",
  BST: "Asia/Dhaka",
  CAT: "Africa/Harare",
  CNT: "America/St_Johns",
  CST: "America/Chicago",
  CTT: "Asia/Shanghai",
  EAT: "Africa/Addis_Ababa",
  ECT: "Europe/Paris",
  EST: "-05:00",
  HST: "-10:00",
  IET: "America/Indiana/Indianapolis",
  IST: "Asia/Kolkata",
  JST: "Asia/Tokyo",
  MIT: "Pacific/Apia",
  MST: "-07:00",
  NET: "Asia/Yerevan",
  NST: "Pacific/Auckland",
  PLT: "Asia/Karachi",
  PNT: "America/Phoenix",
  PRT: "America/Puerto_Rico",
  PST: "America/Los_Angeles",
  SST: "Pacific/Guadalcanal",
  VST: "Asia/Ho_Chi_Minh",
};

/** Seconds to add to UTC at a moment (in seconds since 1970 UTC). */
type ZoneOffset = (utcSeconds: number) => number;

function fixedOffset(text: string): number | null {
  const match = /^([+-])(\d{1,2})(?::?(\d{2})(?::?(\d{2}))?)?$/.exec(text);
  if (match === null) return null;
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  if (Number(hours) > 18 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (total > 18 * 3600) return null;
  return sign === "-" ? -total : total;
}

function regionOffset(region: string): ZoneOffset | null {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: region,
      calendar: "gregory",
      era: "short",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
  return (utcSeconds) => {
    const parts = new Map(format.formatToParts(utcSeconds * 1000).map((part) => [part.type, part.value]));
    const number = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name));
    const year = parts.get("era") === "BC" ? 1 - number("year") : number("year");
    const local = new Date(0);
    local.setUTCFullYear(year, number("month") - 1, number("day"));
    local.setUTCHours(number("hour"), number("minute"), number("second"));
    return local.getTime() / 1000 - utcSeconds;
  };
}

/** A time zone by Java's names: `Z`, `+02:00`, `UTC+1`, `PST`, `Europe/Paris`; null if there is none of that name. */
export function zoneOffset(name: string): ZoneOffset | null {
  const trimmed = name
    .trim()
    .replace(/^([+-])(\d):/, "$10$2:")
    .replace(/^([+-])(\d\d):(\d)$/, "$1$2:0$3");
  const id = SHORT_NAMES[trimmed] ?? trimmed;
  if (id === "Z" || id === "UTC" || id === "GMT" || id === "UT") return () => 0;
  const offset = fixedOffset(id.replace(/^(?:UTC|GMT|UT)(?=[+-])/, ""));
  if (offset !== null) return () => offset;
  return /^[A-Za-z][A-Za-z0-9~/._+-]+$/.test(id) ? regionOffset(id) : null;
}

/** The UTC second that a zone's wall clock shows as `localSeconds`; in a gap, the moment moved on by the gap. */
export function utcFromLocal(localSeconds: number, offset: ZoneOffset): number {
  const before = offset(localSeconds - 86_400);
  const candidate = localSeconds - before;
  if (offset(candidate) === before) return candidate;
  const after = offset(localSeconds + 86_400);
  return offset(localSeconds - after) === after ? localSeconds - after : candidate;
}
