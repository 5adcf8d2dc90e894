-- How much memory the server uses, and from how much on new jobs are refused.

-- Looked up seldom, since it costs more than a submit; but before what is left can have been filled.
local longestLookMs = 100
-- Bytes in a millisecond: more than a server can read.
local fastestGrowth = 1024 * 1024
-- Of `maxmemory`; what is left is for the jobs that are there, so no limit that somebody has set reaches into it.
local usualShare = 0.9

-- Bytes used, bytes from which jobs are refused (0 = no limit), both as they are now.
local function lookForRoom()
  local info = call('INFO', 'memory')
  local used = tonumber(string.match(info, 'used_memory:(%d+)') or 0)
  local set = tonumber(call('HGET', W.p .. 'limits', 'store:') or 0)
  local usual = usualShare * tonumber(string.match(info, '\nmaxmemory:(%d+)') or 0)
  return used, math.floor((set > 0 and usual > 0) and math.min(set, usual) or math.max(set, usual))
end

-- Nothing, or the numbers that say why new jobs are refused.
local function noRoom()
  if W.now < W.roomTill then return nil end
  local used, max = lookForRoom()
  if max > 0 and used > max then return { int(used), int(max) } end
  local left = max > 0 and (max - used) / fastestGrowth or longestLookMs
  W.roomTill = W.now + math.floor(math.min(longestLookMs, left))
end
