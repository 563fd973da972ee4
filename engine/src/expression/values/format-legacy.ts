import type { Long } from "../../schema/value.ts";
import { civilFromDays, dayOfYear, daysFromCivil, weekdayOf } from "./calendar.ts";
import { MONTHS, parsePattern, WEEKDAYS } from "./legacy-pattern.ts";
import { splitTimestamp } from "./time-of-day.ts";

interface Fields {
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Since midnight. */
  readonly seconds: number;
  readonly millis: number;
}

/** Weeks of the United States: they begin on Sunday, and the first one holds 1 January. */
function usWeek(days: number): { readonly year: number; readonly week: number } {
  const { year } = civilFromDays(days);
  const sundayBefore = (date: number): number => date - ((weekdayOf(date) + 1) % 7);
  const nextStart = sundayBefore(daysFromCivil(year + 1, 1, 1));
  if (days >= nextStart) return { year: year + 1, week: 1 };
  return { year, week: Math.floor((days - sundayBefore(daysFromCivil(year, 1, 1))) / 7) + 1 };
}

const pad = (value: number, width: number): string => String(value).padStart(width, "0");

function yearText(year: number, width: number): string {
  const ofEra = year > 0 ? year : 1 - year;
  return width === 2 ? pad(ofEra % 100, 2) : pad(ofEra, width);
}

function fieldText(letter: string, width: number, fields: Fields): string {
  const { days, year, month, day, seconds, millis } = fields;
  const hour = Math.floor(seconds / 3600);
  switch (letter) {
    case "G":
      return year > 0 ? "AD" : "BC";
    case "y":
      return yearText(year, width);
    case "Y":
      return yearText(usWeek(days).year, width);
    case "M":
    case "L": {
      const name = MONTHS[month - 1] ?? "";
      return width >= 4 ? name : width === 3 ? name.slice(0, 3) : pad(month, width);
    }
    case "w":
      return pad(usWeek(days).week, width);
    case "W":
      return pad(Math.floor((day - 1 + ((weekdayOf(days - day + 1) + 1) % 7)) / 7) + 1, width);
    case "D":
      return pad(dayOfYear(days), width);
    case "d":
      return pad(day, width);
    case "F":
      return pad(Math.floor((day - 1) / 7) + 1, width);
    case "E": {
      const name = WEEKDAYS[weekdayOf(days)] ?? "";
      return width >= 4 ? name : name.slice(0, 3);
    }
    case "u":
      return pad(weekdayOf(days) + 1, width);
    case "a":
      return hour < 12 ? "AM" : "PM";
    case "H":
      return pad(hour, width);
    case "k":
      return pad(hour === 0 ? 24 : hour, width);
    case "K":
      return pad(hour % 12, width);
    case "h":
      return pad(hour % 12 === 0 ? 12 : hour % 12, width);
    case "m":
      return pad(Math.floor(seconds / 60) % 60, width);
    case "s":
      return pad(seconds % 60, width);
    case "S":
      return pad(millis, width);
    case "z":
      return width >= 4 ? "Coordinated Universal Time" : "UTC";
    case "Z":
      return "+0000";
    default:
      return "Z";
  }
}

/** A formatter with a pattern of Java's SimpleDateFormat, in UTC. */
export function legacyFormatter(pattern: string): (timestamp: Long) => string {
  const parts = parsePattern(pattern);
  return (timestamp) => {
    const { days, micros } = splitTimestamp(timestamp);
    const millis = Math.floor(micros / 1000);
    const fields = { days, ...civilFromDays(days), seconds: Math.floor(millis / 1000), millis: millis % 1000 };
    return parts.map((part) => ("text" in part ? part.text : fieldText(part.letter, part.width, fields))).join("");
  };
}
