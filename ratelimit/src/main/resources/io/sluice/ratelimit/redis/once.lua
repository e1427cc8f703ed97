-- Lets a key pass once in a time.
-- KEYS: the key. ARGV: for how many milliseconds it is remembered.
-- Returns: 1 when it has not been there, else 0.
if redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) then
  return {1}
end
return {0}
