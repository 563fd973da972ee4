/** A script that Redis runs as one step: nobody sees or interrupts half of it. */
export interface Script {
  readonly name: string;
  /** Null: as many as a call says. */
  readonly numberOfKeys: number | null;
  readonly lua: string;
}

/** Notes where values of an entity are, forgetting places that have expired; shared by the scripts that write. */
const NOTE_SLOT = `
local function note(index, set, day, slot, ttl)
  if redis.call('ZADD', index, day, slot) == 1 then
    for _, other in ipairs(redis.call('ZRANGE', index, 0, -1)) do
      if redis.call('EXISTS', string.sub(index, 1, -6) .. other) == 0 then redis.call('ZREM', index, other) end
    end
  end
  if ttl ~= '' then
    redis.call('EXPIRE', set, ttl)
    redis.call('EXPIRE', index, ttl)
  end
end
`;

/**
 * Replaces tiles. One that has a version was noted by whoever gave it, and its time to live is renewed when a hundredth of
 * it has gone by: most writes of an open tile have no more to do. KEYS of each tile: index of the entity, its sorted set of
 * the tile's day and size, versions of that set. ARGV of each: day, slot, start, member, seconds to live or empty, version
 * or empty. Answers for each, 0 when a newer version is there. An error ends it; tiles before are stored then.
 */
export const PUT_TILES: Script = {
  name: "tilescopePutTiles",
  numberOfKeys: null,
  lua: `${NOTE_SLOT}
local function put(index, set, versions, day, slot, start, member, ttl, version)
  local known = false
  if version == '' then
    redis.call('HDEL', versions, start)
  else
    known = redis.call('HGET', versions, start)
    if known and tonumber(known) > tonumber(version) then return 0 end
    redis.call('HSET', versions, start, version)
  end
  redis.call('ZREMRANGEBYSCORE', set, start, start)
  redis.call('ZADD', set, start, member)
  if known and (ttl == '' or redis.call('TTL', set) > 0.99 * tonumber(ttl)) then return 1 end
  note(index, set, day, slot, ttl)
  if version ~= '' and ttl ~= '' then redis.call('EXPIRE', versions, ttl) end
  return 1
end
local answers = {}
for tile = 1, #KEYS / 3 do
  local key, arg = 3 * tile, 6 * tile
  answers[tile] = put(KEYS[key - 2], KEYS[key - 1], KEYS[key],
    ARGV[arg - 5], ARGV[arg - 4], ARGV[arg - 3], ARGV[arg - 2], ARGV[arg - 1], ARGV[arg])
end
return answers
`,
};

/**
 * Stores an event: at its version among those of its millisecond, in place of one that has it already, or without a version
 * behind them. KEYS: index, sorted set of the day's events. ARGV: day, slot, time, time in 8 bytes, version or empty, token,
 * value, seconds to live or empty, 1 when an earlier try may have stored it.
 */
export const PUT_EVENT: Script = {
  name: "tilescopePutEvent",
  numberOfKeys: 2,
  lua: `${NOTE_SLOT}
local index, set = KEYS[1], KEYS[2]
local day, slot, time, prefix, version, token, value, ttl, again =
  ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], ARGV[7], ARGV[8], ARGV[9]
local place
if version == '' then
  if again == '1' then
    for _, member in ipairs(redis.call('ZRANGEBYSCORE', set, time, time)) do
      if string.sub(member, 17, 24) == token then return 1 end
    end
  end
  local last = redis.call('ZREVRANGEBYSCORE', set, time, time, 'LIMIT', 0, 1)[1]
  place = struct.pack('>I8', last and struct.unpack('>I8', last, 9) + 1 or 0)
else
  place = struct.pack('>I8', tonumber(version))
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', set, time, time)) do
    if string.sub(member, 9, 16) == place then redis.call('ZREM', set, member) end
  end
end
redis.call('ZADD', set, time, prefix .. place .. token .. value)
note(index, set, day, slot, ttl)
return 1
`,
};

/**
 * Sets the one value of an entity unless a later one is there. KEYS: entity. ARGV: time, time in 8 bytes and value,
 * seconds to live or empty.
 */
export const PUT_VALUE: Script = {
  name: "tilescopePutValue",
  numberOfKeys: 1,
  lua: `
local known = redis.call('GETRANGE', KEYS[1], 0, 7)
if #known == 8 and struct.unpack('>i8', known) > tonumber(ARGV[1]) then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2]) else redis.call('SETEX', KEYS[1], ARGV[3], ARGV[2]) end
return 1
`,
};

/**
 * All that is known of an entity from a time on. KEYS: entity, its index. ARGV: \`latest\`, \`-inf\` or the time; the day of
 * the time, or \`-inf\`; how many ranges of days to look through for tiles that are not in the index, then the first and
 * last of each; the sizes of such tiles. Answers the value or false, then slot and members by turns.
 */
export const READ: Script = {
  name: "tilescopeRead",
  numberOfKeys: 2,
  lua: `
local entity, index = KEYS[1], KEYS[2]
local after, day = ARGV[1], ARGV[2]
local found = {redis.call('GET', entity)}
local function look(slot)
  local set = entity .. ':' .. slot
  local members
  if after == 'latest' then
    members = redis.call('ZRANGE', set, -1, -1)
  else
    members = redis.call('ZRANGEBYSCORE', set, after, '+inf')
  end
  if #members > 0 then
    found[#found + 1] = slot
    found[#found + 1] = members
  end
end
local seen = {}
for _, slot in ipairs(redis.call('ZRANGEBYSCORE', index, day, '+inf')) do
  seen[slot] = true
  look(slot)
end
local ranges = tonumber(ARGV[3])
local sizes = 4 + 2 * ranges
for i = 0, ranges - 1 do
  for at = tonumber(ARGV[4 + 2 * i]), tonumber(ARGV[5 + 2 * i]), 86400000 do
    for size = sizes, #ARGV do
      local slot = string.format('%.0f', at) .. ':' .. ARGV[size]
      if not seen[slot] then
        seen[slot] = true
        look(slot)
      end
    end
  end
end
return found
`,
};

export const SCRIPTS: readonly Script[] = [PUT_TILES, PUT_EVENT, PUT_VALUE, READ];
