-- Takes a share of a token bucket for one gateway (see token_bucket.lua for what is kept). What the
-- bucket has is given at once. The rest of the share may be promised for later, no later than
-- "ahead": its tokens are taken now, and whoever comes next is promised a later time.
-- KEYS: the bucket. ARGV: count, period, burst, need, share, ahead.
-- Returns: tokens to use now; tokens to use later; the time until then; if less than "need" can be
-- had either way, the time until it is worth to ask again; what is left; the time until it is full.
-- Times are microseconds, of this server.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local each = tonumber(ARGV[2]) / tonumber(ARGV[1])
local burst, need, share, ahead = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])

local debt = 0
local state = redis.call('GET', KEYS[1])
if state then
  local owed, at = string.match(state, '(%S+) (%S+)')
  at = tonumber(at)
  now = math.max(now, at)
  debt = math.max(0, tonumber(owed) - (now - at) / each)
end

local given = math.min(share, math.max(0, math.floor(burst - debt)))
local later, wait, again = 0, 0, 0
if given < share and ahead > 0 then
  local due = (debt + share - burst) * each
  if due <= ahead then
    later, wait = share - given, math.ceil(due)
  end
end
if later == 0 and (given < need or given == 0) then
  given = 0
  local wanted = ahead > 0 and share or math.max(1, need)
  again = math.max(1, math.ceil((debt + wanted - burst) * each - ahead))
end
if given + later > 0 then
  debt = debt + given + later
  redis.call('SET', KEYS[1], string.format('%.17g %.0f', debt, now),
    'PX', string.format('%.0f', math.ceil(debt * each / 1000) + 1))
end
return {given, later, wait, again, math.max(0, math.floor(burst - debt)), math.ceil(debt * each)}
