import type { Script } from "./scripts.ts";

/**
 * Takes a name for the time of a lease. The fence is the server's time in ms, or one more than the last where that is
 * higher: it grows even where the last was forgotten. KEYS: the lock, its last fence. ARGV: token, lease in ms, ms that
 * the fence is remembered. Answers the fence as text, or false while another token has it.
 */
export const ACQUIRE: Script = {
  name: "tilescopeAcquire",
  numberOfKeys: 2,
  lua: `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return false end
if holder then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return redis.call('GET', KEYS[2])
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local last = tonumber(redis.call('GET', KEYS[2]) or '0')
local fence = string.format('%.0f', math.max(last + 1, now))
redis.call('SET', KEYS[2], fence, 'PX', ARGV[3])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return fence
`,
};

/** Begins the lease anew. KEYS: the lock. ARGV: token, lease in ms. Answers 0 when the token has it no longer. */
export const RENEW: Script = {
  name: "tilescopeRenew",
  numberOfKeys: 1,
  lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`,
};

/** Gives the lock back unless another token has it by now. KEYS: the lock. ARGV: token. */
export const RELEASE: Script = {
  name: "tilescopeRelease",
  numberOfKeys: 1,
  lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`,
};

export const LOCK_SCRIPTS: readonly Script[] = [ACQUIRE, RENEW, RELEASE];
