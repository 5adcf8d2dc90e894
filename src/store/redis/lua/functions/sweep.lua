-- hr_sweep: retires what is over; moves on what is due: delays, back-offs, timeouts, lost sessions; ends what earlier calls
--   have left. Any process may call it, best once a second.
-- KEYS[1]: hash of jobs. ARGV: limit, then for ok and for error: milliseconds to keep, number to keep.
-- Returns [[moved, retired, next due time in ms or '', time of the store, 1 in a grace], more, event].

local function buryExpired(limit)
  if W.now < W.grace then return 0 end
  local lost = 0
  for _, session in ipairs(call('ZRANGEBYSCORE', W.p .. 'leases', '-inf', W.now, 'LIMIT', 0, limit)) do
    if lost < limit then lost = lost + loseHolder(session, limit - lost) end
    if call('EXISTS', W.p .. 'held:' .. session) == 1 then break end
    forgetSession(session)
  end
  return lost
end

local function moveOn(job)
  if job.parked then
    parkedIsDue(job)
    return apply(job)
  end
  local session = job.session
  apply(job, dueReached(job))
  if session and not job.session then takeFromHand(job, session) end
  settle()
end

-- Those of a second that is over, in their order.
local function moveLate(limit)
  if limit <= 0 then return 0 end
  local second = call('ZRANGEBYSCORE', W.lateKey, '-inf', math.floor(W.now / 1000), 'LIMIT', 0, 1)[1]
  if not second then return 0 end
  local list, guids = call('ZPOPMIN', deadlines.key(second), limit), {}
  for i = 1, #list, 2 do guids[#guids + 1] = guidAt(tonumber(list[i])) end
  if #list < 2 * limit then call('ZREM', W.lateKey, second) end
  prefetch(guids, true)
  for _, guid in ipairs(guids) do
    local job = find(guid)
    if job and deadlines.placeOf(job) == second then moveOn(job) end
  end
  return #list / 2
end

local function moveDue(limit)
  local moved = moveLate(limit)
  limit = limit - moved
  if limit <= 0 then return moved end
  local guids = call('ZRANGEBYSCORE', W.dueKey, '-inf', W.now, 'LIMIT', 0, limit)
  prefetch(guids, true)
  for _, guid in ipairs(guids) do
    local job = find(guid)
    if job and type(deadlines.placeOf(job)) == 'number' then moveOn(job) else call('ZREM', W.dueKey, guid) end
  end
  return moved + #guids
end

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

-- Jobs that one call moves on, and as many that it retires.
local sweepPiece = shared.pieceSize

-- Removes, oldest first, jobs of a state that are over: isOver(job, number of jobs from it on). What an open job may
-- still ask for is spared, and put into a list of its own, of which a call looks at a few again: from place `from` on, or
-- at those that nobody has looked at for longest. Returns how many went, whether others are to be looked at, and how many
-- of that list stay in their places.
local function removeEnded(state, limit, from, isOver)
  if limit <= 0 then return 0, false, 0 end
  local gone, ids, spared, list = {}, {}, W.p .. 'spared:' .. state, W.p .. 'fin:' .. state
  local function remove(guid, job)
    forgetJob(job, guid, ids)
    gone[#gone + 1] = guid
  end
  local length = call('LLEN', list)
  -- The spared ones are older than all in the list.
  local total = length + call('ZCARD', spared)
  local first = from or 0
  local again, kept = total > length and call('ZRANGE', spared, first, first + sweepPiece - 1) or none, 0
  prefetch(again)
  for _, guid in ipairs(again) do
    if #gone >= limit then break end
    local job = find(guid)
    if not job or (isOver(job, total - #gone) and not isNeeded(guid)) then
      call('ZREM', spared, guid)
      remove(guid, job)
    else
      kept = kept + 1
      if not from then call('ZADD', spared, int(W.now), guid) end
    end
  end
  -- A guid may have come again since the job with this number was lost.
  local function jobAt(id)
    local job = find(guidAt(id) or '')
    return job and job.id == id and job
  end
  -- Mostly nothing is over yet, and then the first one tells it.
  local id = length > 0 and tonumber(call('LINDEX', list, 0))
  local oldest = id and jobAt(id)
  local looked, most = 0, 2 * sweepPiece
  if id and not (oldest and not isOver(oldest, length)) then
    local numbers, guids = call('LRANGE', list, 0, most - 1), {}
    for i, one in ipairs(numbers) do guids[i] = guidAt(tonumber(one)) or '' end
    prefetch(guids)
    for i, guid in ipairs(guids) do
      local job = jobAt(tonumber(numbers[i]))
      if #gone >= limit or (job and not isOver(job, length - looked)) then break end
      looked = looked + 1
      if job and isNeeded(guid) then
        call('ZADD', spared, int(W.now), guid)
      elseif job then
        remove(guid, job)
      end
    end
  end
  if looked > 0 then call('LTRIM', list, looked, -1) end
  removeGone(gone)
  leaveOrder(ids)
  return #gone, #gone >= limit or #again == sweepPiece or looked == most, kept
end

local function retire(state, age, keep, limit)
  return (removeEnded(state, limit, nil, function(job, length)
    return length > keep or job.endedMs <= W.now - age
  end))
end

-- Batches that nobody has committed in time go.
local function sweepBatches()
  local batch = call('ZRANGEBYSCORE', W.p .. 'batches', '-inf', W.now, 'LIMIT', 0, 1)[1]
  if batch then W.left = moveBatch(batch, false) or W.left end
  continueBatch()
end

register('hr_sweep', function(keys, args)
  begin(keys)
  local limit = math.min(tonumber(args[1] or sweepPiece), sweepPiece)
  -- First, by what is open now: what follows from an end may take several calls.
  local retired = retire('ok', tonumber(args[2] or shared.okAgeMs), tonumber(args[3] or shared.okCount), limit)
  retired = retired + retire('error', tonumber(args[4] or shared.errorAgeMs), tonumber(args[5] or shared.errorCount), limit - retired)
  continueEnded()
  sweepBatches()
  findUnannounced()
  local lost = buryExpired(limit)
  settle()
  local moved = lost + moveDue(limit - lost)
  if W.limited then wakeAllParked() end
  writeIndexes()
  local due = call('ZRANGE', W.dueKey, 0, 0, 'WITHSCORES')[2]
  local lease = call('ZRANGE', W.p .. 'leases', 0, 0, 'WITHSCORES')[2]
  local second = call('ZRANGE', W.lateKey, 0, 0)[1]
  local nextDue = math.min(tonumber(due or math.huge), second and second * 1000 or math.huge, lease and math.max(tonumber(lease), W.grace) or math.huge)
  return complete({ moved, retired, nextDue == math.huge and '' or nextDue, W.now,
    W.now < W.grace and 1 or 0 })
end)

-- hr_prune: removes jobs of a state, ok or error, that ended at a moment in ms or before, the oldest first.
-- KEYS[1]: hash of jobs. ARGV: state, moment, limit, how many stayed in former calls for the same.
-- Returns [[removed, 1 if others are to be looked at, how many stayed], more, event].
register('hr_prune', function(keys, args)
  begin(keys)
  local before, limit = tonumber(args[2]), math.min(tonumber(args[3] or sweepPiece), sweepPiece)
  local function isOver(job) return job.endedMs <= before end
  local gone, isMore, kept = removeEnded(args[1], limit, tonumber(args[4] or 0), isOver)
  return complete({ gone, isMore and 1 or 0, kept })
end)
