import type { Redis } from 'ioredis';

/** The clock of a server cannot be set: all that it remembers for later is moved nearer instead. */
const PASS = `
local passed = tonumber(ARGV[1])
for _, key in ipairs(redis.call('KEYS', '*')) do
  local fields = redis.call('HGETALL', key)
  for index = 1, #fields, 2 do
    local ends, count = string.match(fields[index + 1], '^(%d+) (%d+)$')
    if ends then
      local nearer = string.format('%.0f %d', ends - passed, count)
      redis.call('HSET', key, fields[index], nearer)
    end
  end
  redis.call('PEXPIRE', key, redis.call('PTTL', key) - passed)
end
`;

/** Lets time pass for every message that a server remembers. */
export async function passOn(server: Redis, milliseconds: number): Promise<void> {
  await server.eval(PASS, 0, milliseconds);
}
