-- A token bucket, kept as what is missing in it: "debt" is what has passed and has not been refilled
-- yet. Unlike tokens left, that stays true when rate or burst change. Times are microseconds of this
-- server, so that the gateways' clocks do not matter.
-- KEYS: the bucket. ARGV: count, period, burst, cost.
-- Returns: 0, or minus the time until it may pass; what would pass now; the time until it is full.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local each = tonumber(ARGV[2]) / tonumber(ARGV[1])
local burst, cost = tonumber(ARGV[3]), tonumber(ARGV[4])

local debt = 0
local state = redis.call('GET', KEYS[1])
if state then
  local owed, at = string.match(state, '(%S+) (%S+)')
  at = tonumber(at)
  now = math.max(now, at)
  debt = math.max(0, tonumber(owed) - (now - at) / each)
end

local outcome = 0
if debt + cost > burst then
  outcome = -math.max(1, math.ceil((debt + cost - burst) * each))
else
  debt = debt + cost
  redis.call('SET', KEYS[1], string.format('%.17g %.0f', debt, now),
    'PX', string.format('%.0f', math.ceil(debt * each / 1000) + 1))
end
return {outcome, math.max(0, math.floor(burst - debt)), math.ceil(debt * each)}
