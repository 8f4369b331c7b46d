import { Script } from './script.js';

/**
 * Each message is a hash. A task's field holds the token of the claim that holds it, or `done`; a
 * token's field holds the end of its lease and its number of tasks. A task whose holder has no
 * lease is free.
 *
 * All times come from the server's clock, so the clocks of the instances do not matter.
 */
const COMMON = `
local key, token, milliseconds = KEYS[1], ARGV[1], tonumber(ARGV[2])
local FIRST_TASK = 3
local DONE = 'done'
-- Lua's unpack is limited by its stack.
local CHUNK = 1000

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function call(command, args)
  for first = 1, #args, CHUNK do
    redis.call(command, key, unpack(args, first, math.min(first + CHUNK - 1, #args)))
  end
end

local function forEachTask(visit)
  for first = FIRST_TASK, #ARGV, CHUNK do
    local last = math.min(first + CHUNK - 1, #ARGV)
    local holders = redis.call('HMGET', key, unpack(ARGV, first, last))
    for index = first, last do visit(ARGV[index], holders[index - first + 1]) end
  end
end

local function setLease(ends, count)
  redis.call('HSET', key, token, string.format('%.0f %d', ends, count))
end

local function leaseOf(holder)
  local lease = redis.call('HGET', key, holder)
  if not lease then return 0, 0 end
  local ends, count = string.match(lease, '(%d+) (%d+)')
  return tonumber(ends), tonumber(count)
end

local function letGo(released)
  local ends, count = leaseOf(token)
  if count > released then setLease(ends, count - released)
  else redis.call('HDEL', key, token) end
end

local function keep()
  if redis.call('PTTL', key) < milliseconds then redis.call('PEXPIRE', key, ARGV[2]) end
end
`;

/**
 * Returns one letter for each task: granted, busy or done. A client may repeat a claim if the
 * connection broke before the answer: tasks that the token already holds are granted again.
 */
export const CLAIM = new Script(`${COMMON}
local findings, taken, held = {}, {}, { [token] = false }

local function isHeld(holder)
  if held[holder] == nil then
    held[holder] = leaseOf(holder) > now
    if not held[holder] then redis.call('HDEL', key, holder) end
  end
  return held[holder]
end

forEachTask(function(task, holder)
  if holder == DONE then findings[#findings + 1] = 'd'
  elseif holder and isHeld(holder) then findings[#findings + 1] = 'b'
  else
    findings[#findings + 1] = 'g'
    taken[#taken + 1] = task
    taken[#taken + 1] = token
  end
end)

if #taken > 0 then
  call('HSET', taken)
  setLease(now + milliseconds, #taken / 2)
  keep()
end
return table.concat(findings)
`);

export const RENEW = new Script(`${COMMON}
local _, count = leaseOf(token)
if count > 0 then
  setLease(now + milliseconds, count)
  keep()
end
`);

export const COMPLETE = new Script(`${COMMON}
local done, held = {}, 0
forEachTask(function(task, holder)
  if holder == token then held = held + 1 end
  done[#done + 1] = task
  done[#done + 1] = DONE
end)
call('HSET', done)
if held > 0 then letGo(held) end
keep()
`);

export const RELEASE = new Script(`${COMMON}
local held = {}
forEachTask(function(task, holder)
  if holder == token then held[#held + 1] = task end
end)
call('HDEL', held)
if #held > 0 then letGo(#held) end
`);
