import type { Script } from "./scripts.ts";

/**
 * Shared by the scripts. A job's keys: a sorted set of its ids, a hash of heads by id, its fence, and the parts of large
 * values. A head is `v`, CRC-32, value; or `p`, CRC-32, `<upload>:<count>` for a value in parts.
 */
const SHARED = `
local ids, heads, fences = KEYS[1], KEYS[2], KEYS[3]
local base = string.sub(ids, 1, -5)
local function shutOut(fence)
  local known = redis.call('GET', fences)
  return fence ~= '' and known and tonumber(fence) < tonumber(known)
end
local function partsOf(head)
  local found = {}
  if head and string.sub(head, 1, 1) == 'p' then
    local upload, count = string.match(string.sub(head, 6), '^(%w+):(%d+)$')
    for i = 0, tonumber(count) - 1 do found[#found + 1] = base .. ':part:' .. upload .. ':' .. i end
  end
  return found
end
local function free(head)
  for _, part in ipairs(partsOf(head)) do redis.call('UNLINK', part) end
end
`;

const KEYS = 3;

/** ARGV: fence. Answers 0 when a later one has claimed. */
export const CLAIM: Script = {
  name: "tilescopeClaim",
  numberOfKeys: KEYS,
  lua: `${SHARED}
if shutOut(ARGV[1]) then return 0 end
redis.call('SET', fences, ARGV[1])
return 1
`,
};

/**
 * Puts a head in the place of the one that its id has, and keeps its parts, which end by themselves until then. ARGV: id,
 * head, fence or empty, 1 where one that is there must stay. Answers `saved`, `there`, `fenced`, or `parts` when some are
 * missing.
 */
export const SAVE: Script = {
  name: "tilescopeSave",
  numberOfKeys: KEYS,
  lua: `${SHARED}
local id, head = ARGV[1], ARGV[2]
if shutOut(ARGV[3]) then return 'fenced' end
local before = redis.call('HGET', heads, id)
if before and ARGV[4] == '1' then return 'there' end
if before == head then return 'saved' end
local parts = partsOf(head)
for _, part in ipairs(parts) do
  if redis.call('EXISTS', part) == 0 then return 'parts' end
end
for _, part in ipairs(parts) do redis.call('PERSIST', part) end
redis.call('HSET', heads, id, head)
redis.call('ZADD', ids, id, id)
free(before)
return 'saved'
`,
};

/** Answers the highest id and its head, or nothing. */
export const LATEST: Script = {
  name: "tilescopeLatest",
  numberOfKeys: KEYS,
  lua: `
local id = redis.call('ZRANGE', KEYS[1], -1, -1)[1]
if not id then return {} end
return {id, redis.call('HGET', KEYS[2], id)}
`,
};

/** ARGV: how many stay, fence or empty. Answers 0 when a later fence has claimed. */
export const PRUNE: Script = {
  name: "tilescopePrune",
  numberOfKeys: KEYS,
  lua: `${SHARED}
if shutOut(ARGV[2]) then return 0 end
for _, id in ipairs(redis.call('ZRANGE', ids, 0, -(tonumber(ARGV[1]) + 1))) do
  free(redis.call('HGET', heads, id))
  redis.call('HDEL', heads, id)
  redis.call('ZREM', ids, id)
end
return 1
`,
};

export const DROP: Script = {
  name: "tilescopeDrop",
  numberOfKeys: KEYS,
  lua: `${SHARED}
for _, head in ipairs(redis.call('HVALS', heads)) do free(head) end
return redis.call('UNLINK', ids, heads, fences)
`,
};

export const CHECKPOINT_SCRIPTS: readonly Script[] = [CLAIM, SAVE, LATEST, PRUNE, DROP];
