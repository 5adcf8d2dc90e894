-- What an end leads to for those that wait for it.

-- Dependents that one call moves on at most; the others are moved on by those that follow.
local releases = { most = 25 }

local function isGood(job)
  return job.state == 'ok' or job.ignored
end

-- Whether a job that has ended has dependents that following calls move on.
function releases.areUnderway(guid)
  return W.behind and call('HEXISTS', W.p .. 'ended', guid) == 1
end

-- Of the jobs that have ended, those that others wait for.
local function awaited(guids)
  local prefix = W.p .. 'dep:'
  if #guids == 1 then return call('EXISTS', prefix .. guids[1]) == 1 and guids or none end
  local keys, ended = {}, {}
  for i = 1, #guids do keys[i] = prefix .. guids[i] end
  -- Mostly there are none at all.
  if call('EXISTS', unpack(keys)) == 0 then return ended end
  for i, guid in ipairs(guids) do
    if call('EXISTS', keys[i]) == 1 then ended[#ended + 1] = guid end
  end
  return ended
end

-- Moves on the dependents of what has ended, as many as a call may.
local function moveDependents()
  local queue = W.p .. 'ended'
  local at = 1
  while at <= #W.ended do
    local guid = W.ended[at]
    at = at + 1
    local key = W.p .. 'dep:' .. guid
    local needed = find(guid)
    local cursor = (W.cursors and W.cursors[guid]) or '-inf'
    local room = releases.most - W.work
    local list = room > 0 and call('ZRANGEBYSCORE', key, cursor, '+inf', 'WITHSCORES', 'LIMIT', 0, room) or {}
    for i = 1, #list, 2 do
      local job = find(list[i])
      cursor = '(' .. list[i + 1]
      W.work = W.work + 1
      -- Ended since with another job that it needs, or not yet released from its batch.
      if job and isOpen(job) and not job.batch then
        if not needed or isGood(needed) then
          apply(job, satisfied(job))
        else
          apply(job, dependencyFailed(job, guid))
        end
      end
    end
    if room <= 0 or #list == room * 2 then
      call('HSET', queue, guid, cursor)
      W.left = true
      W.behind = true
    elseif W.cursors and W.cursors[guid] then
      call('HDEL', queue, guid)
    end
  end
  W.ended, W.cursors = false, false
end

-- All that follows from what has ended; what there is no room for is left for following calls.
local function settle()
  while #W.over > 0 do
    local over = W.over
    W.over = {}
    W.ended = awaited(over)
    if #W.ended > 0 then moveDependents() end
  end
end

-- Moves on dependents that former calls had no room for.
local function continueEnded()
  local queue = W.p .. 'ended'
  if not W.behind then return end
  local scan = call('HSCAN', queue, 0, 'COUNT', 10)
  W.cursors, W.ended = {}, {}
  for i = 1, #scan[2], 2 do
    W.cursors[scan[2][i]] = scan[2][i + 1]
    W.ended[#W.ended + 1] = scan[2][i]
  end
  moveDependents()
  settle()
  if call('EXISTS', queue) == 0 then W.behind = false end
end
