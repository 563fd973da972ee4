/**
 * How uploads and reads treat the places where Chronon's serving path does not keep to its own windows (SPEC S8):
 * `"chronon"` answers as it does, event for event; `"strict"` never counts an event outside the window, and says so where it
 * cannot answer without.
 */
export type Compatibility = "chronon" | "strict";
