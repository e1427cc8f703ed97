-- A queue that lets one out at a time. "debt" is what has been let in and is not due out yet, so
-- that debt times the time of each is when the next one's turn is. A cost of n takes n places.
-- KEYS: the queue. ARGV: count, period, how many may wait, the longest wait, cost.
-- Returns: the wait, or minus the time until there is a place; how many there is place for; the time
-- until the queue is empty. Times are microseconds, of this server.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local each = tonumber(ARGV[2]) / tonumber(ARGV[1])
local places, longest, cost = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])

local debt = 0
local state = redis.call('GET', KEYS[1])
if state then
  local owed, at = string.match(state, '(%S+) (%S+)')
  at = tonumber(at)
  now = math.max(now, at)
  debt = math.max(0, tonumber(owed) - (now - at) / each)
end

-- The one whose turn is now waits for nothing: hence one more than may wait.
local most = math.min(places, longest / each) + 1
local outcome
if debt + cost > most then
  outcome = -math.max(1, math.ceil((debt + cost - most) * each))
else
  outcome = math.ceil(debt * each)
  debt = debt + cost
  redis.call('SET', KEYS[1], string.format('%.17g %.0f', debt, now),
    'PX', string.format('%.0f', math.ceil(debt * each / 1000) + 1))
end
return {outcome, math.max(0, math.floor(most - debt)), math.ceil(debt * each)}
