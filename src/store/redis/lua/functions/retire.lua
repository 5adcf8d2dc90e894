-- How jobs that are over go: a sweep keeps to what is to be retained, and hr_prune removes by hand.
--
-- hr_prune: removes jobs of a state, ok or error, that ended at a moment in ms or before, the oldest first.
-- KEYS[1]: hash of jobs. ARGV: state, moment, limit, how many stayed in former calls for the same.
-- Returns [[removed, 1 if others are to be looked at, how many stayed], more, event].

-- Whether an open job may still ask for the result.
local function isNeeded(guid)
  local key = W.p .. 'dep:' .. guid
  while true do
    local dependents = call('ZRANGE', key, 0, 19)
    if #dependents == 0 then return false end
    for _, dependent in ipairs(dependents) do
      local job = find(dependent)
      if job and isOpen(job) then return true end
      call('ZREM', key, dependent)
    end
  end
end

-- Whether something was written down for one of these jobs that waits for it; mostly there is nothing.
local function anyDependents(guids)
  local keys = {}
  for i = 1, #guids do keys[i] = W.p .. 'dep:' .. guids[i] end
  return #keys > 0 and call('EXISTS', unpack(keys)) > 0
end

-- What lies under the names of jobs goes in a few commands for all of them.
local function removeGone(gone)
  if #gone == 0 then return end
  local keys = {}
  for i, guid in ipairs(gone) do
    keys[3 * i - 2], keys[3 * i - 1], keys[3 * i] = W.p .. 'dep:' .. guid, W.p .. 'att:' .. guid, W.p .. 'log:' .. guid
  end
  call('UNLINK', unpack(keys))
  for _, hash in ipairs({ W.jobsKey, W.side, W.p .. 'progress' }) do call('HDEL', hash, unpack(gone)) end
end

-- Takes a job out of all lists but the order of all, where its number is noted in `ids`.
local function forgetJob(job, guid, ids)
  W.jobs[guid] = false
  if not job then return end
  job.isGone = true
  ids[job.id] = guid
  if job.run then call('ZREM', W.p .. 'run:' .. job.run, guid) end
  count(stateCounters[job.state], -1)
  count('outcome:' .. job.outcome, -1)
end

local function remove(removal, guid, job)
  forgetJob(job, guid, removal.ids)
  removal.gone[#removal.gone + 1] = guid
end

-- From a piece of the spared ones; `total`: how many jobs of the state there are. Returns whether others are to be looked at,
-- and how many of the piece stay.
local function removeSpared(removal, from, total)
  local first, kept = from or 0, 0
  local piece = call('ZRANGE', removal.spared, first, first + shared.pieceSize - 1)
  prefetch(piece)
  for _, guid in ipairs(piece) do
    if #removal.gone >= removal.limit then break end
    local job = find(guid)
    if not job or (removal.isOver(job, total - #removal.gone) and not isNeeded(guid)) then
      call('ZREM', removal.spared, guid)
      remove(removal, guid, job)
    else
      kept = kept + 1
      if not from then call('ZADD', removal.spared, int(W.now), guid) end
    end
  end
  return #piece == shared.pieceSize, kept
end

-- From a piece of the list, which has `length` jobs, from index `at` on. Returns how many are over, and whether all are.
local function removePiece(removal, list, length, at)
  local numbers = call('LRANGE', list, at, at + removal.limit - #removal.gone - 1)
  for i = 1, #numbers do numbers[i] = tonumber(numbers[i]) end
  local areNeeded = anyDependents(prefetchAt(numbers))
  for i, number in ipairs(numbers) do
    local job = jobAt(number)
    if job and not removal.isOver(job, length - at - i + 1) then return i - 1, false end
    if job and areNeeded and isNeeded(job.guid) then
      call('ZADD', removal.spared, int(W.now), job.guid)
    elseif job then
      remove(removal, job.guid, job)
    end
  end
  return #numbers, #numbers > 0
end

-- From the head of the list of `length` jobs; others come in place of a few that are spared. Returns whether others are to be
-- looked at.
local function removeListed(removal, list, length)
  -- Mostly nothing is over yet, and then the first one tells it.
  local id = length > 0 and tonumber(call('LINDEX', list, 0))
  local oldest = id and jobAt(id)
  if not id or oldest and not removal.isOver(oldest, length) then return false end
  local looked, areMore = 0, true
  while areMore and #removal.gone < removal.limit and looked < shared.pieceSize do
    local over
    over, areMore = removePiece(removal, list, length, looked)
    looked = looked + over
  end
  if looked > 0 then call('LTRIM', list, looked, -1) end
  return areMore
end

-- Removes, oldest first, jobs of a state that are over: isOver(job, number of jobs from it on). What an open job may
-- still ask for is spared, and put into a list of its own, of which a call looks at a few again: from index `from` on, or
-- at those that nobody has looked at for longest. Returns how many went, whether others are to be looked at, and how many
-- of those it looked at again stay spared.
local function removeEnded(state, limit, from, isOver)
  if limit <= 0 then return 0, false, 0 end
  local removal = { limit = limit, isOver = isOver, spared = W.p .. 'spared:' .. state, gone = {}, ids = {} }
  local list = W.p .. 'fin:' .. state
  local length, nSpared = call('LLEN', list), call('ZCARD', removal.spared)
  local areMoreSpared, kept = false, 0
  -- They are older than all in the list.
  if nSpared > 0 then areMoreSpared, kept = removeSpared(removal, from, length + nSpared) end
  local areMoreListed = removeListed(removal, list, length)
  removeGone(removal.gone)
  leaveOrder(removal.ids)
  return #removal.gone, #removal.gone >= limit or areMoreSpared or areMoreListed, kept
end

local function retire(state, age, keep, limit)
  return (removeEnded(state, limit, nil, function(job, length)
    return length > keep or job.endedMs <= W.now - age
  end))
end

register('hr_prune', function(keys, args)
  begin(keys)
  local before, limit = tonumber(args[2]), math.min(tonumber(args[3] or shared.pieceSize), shared.pieceSize)
  local function isOver(job) return job.endedMs <= before end
  local gone, isMore, kept = removeEnded(args[1], limit, tonumber(args[4] or 0), isOver)
  return complete({ gone, isMore and 1 or 0, kept })
end)
