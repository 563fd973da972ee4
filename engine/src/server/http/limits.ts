/** A body that trickles in would hold its place for ever. */
export const BODY_WITHIN_MS = 20_000;
export const MAX_DEFINITION_BYTES = 1_000_000;
export const MAX_EVENTS_BYTES = 16_000_000;
/** Names in paths: of GroupBys, topics, jobs. */
export const MAX_NAME_LENGTH = 500;
/** Lists and objects of a body inside one another. */
export const MAX_JSON_DEPTH = 200;
