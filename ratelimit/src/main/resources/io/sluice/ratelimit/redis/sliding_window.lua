-- Never more than the count in any window. Time is cut into slots, a hundred to a window; what
-- passed in a slot counts until the slot's end lies a whole window back. So a count may be held up
-- to one slot too long, and never too short.
-- The hash holds a count for each slot by its number, their total, and the first and last slot.
-- KEYS: the window. ARGV: count, period, cost.
-- Returns: 0, or minus the time until it may pass; what would pass now; the time until all would.
-- Times are microseconds, of this server.
local SLOTS = 100
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local count, width, cost = tonumber(ARGV[1]), tonumber(ARGV[2]) / SLOTS, tonumber(ARGV[3])
local function name(slot) return string.format('%.0f', slot) end

local slot = math.floor(now / width)
local state = redis.call('HMGET', KEYS[1], 'total', 'first', 'last')
local total, first, last = tonumber(state[1] or 0), tonumber(state[2] or slot), tonumber(state[3] or slot)
slot = math.max(slot, last)
now = math.max(now, slot * width)

local over = {}
local oldest = slot - SLOTS
if last < oldest then
  over, total, first = {KEYS[1]}, 0, slot
else
  while first < oldest do
    local passed = redis.call('HGET', KEYS[1], name(first))
    if passed then
      total = total - passed
      over[#over + 1] = name(first)
    end
    first = first + 1
  end
end

if total + cost > count then
  -- Nothing is written. The slots that must go first tell when.
  local needed, gone = total + cost - count, first
  while needed > 0 do
    needed = needed - (redis.call('HGET', KEYS[1], name(gone)) or 0)
    gone = gone + 1
  end
  local wait = math.ceil((gone + SLOTS) * width - now)
  return {-math.max(1, wait), math.max(0, count - total), math.ceil((last + SLOTS + 1) * width - now)}
end

if over[1] == KEYS[1] then
  redis.call('DEL', KEYS[1])
elseif over[1] then
  redis.call('HDEL', KEYS[1], unpack(over))
end
redis.call('HINCRBY', KEYS[1], name(slot), ARGV[3])
redis.call('HSET', KEYS[1], 'total', name(total + cost), 'first', name(first), 'last', name(slot))
local reset = math.ceil((slot + SLOTS + 1) * width - now)
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.ceil(reset / 1000) + 1))
return {0, math.max(0, count - total - cost), reset}
