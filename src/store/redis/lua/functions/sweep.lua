-- hr_sweep: retires what is over; moves on what is due: delays, back-offs, timeouts, lost sessions; ends what earlier calls
--   have left. Any process may call it, best once a second.
-- KEYS[1]: hash of jobs. ARGV: limit, then for ok and for error: milliseconds to keep, number to keep.
-- Returns [[moved, retired, next due time in ms or '', time of the store, 1 in a grace], more, event].

local function buryExpired(limit)
  if W.now < W.grace then return 0 end
  local lost = 0
  for _, session in ipairs(call('ZRANGEBYSCORE', W.p .. 'leases', '-inf', W.now, 'LIMIT', 0, limit)) do
    if lost < limit then lost = lost + loseHolder(session, limit - lost) end
    if call('EXISTS', holds.key(session)) == 1 then break end
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
  local list, numbers = call('ZPOPMIN', deadlines.key(second), limit), {}
  for i = 1, #list, 2 do numbers[#numbers + 1] = tonumber(list[i]) end
  if #numbers < limit then call('ZREM', W.lateKey, second) end
  prefetchAt(numbers, true)
  for _, number in ipairs(numbers) do
    local job = jobAt(number)
    if job and deadlines.entryOf(job) == second then moveOn(job) end
  end
  return #numbers
end

local function moveDue(limit)
  local moved = moveLate(limit)
  limit = limit - moved
  if limit <= 0 then return moved end
  local guids = call('ZRANGEBYSCORE', W.dueKey, '-inf', W.now, 'LIMIT', 0, limit)
  prefetch(guids, true)
  for _, guid in ipairs(guids) do
    local job = find(guid)
    if job and type(deadlines.entryOf(job)) == 'number' then moveOn(job) else call('ZREM', W.dueKey, guid) end
  end
  return moved + #guids
end

-- Batches that nobody has committed in time go.
local function sweepBatches()
  local batch = call('ZRANGEBYSCORE', W.p .. 'batches', '-inf', W.now, 'LIMIT', 0, 1)[1]
  if batch then W.left = moveBatch(batch, false) or W.left end
  continueBatch()
end

register('hr_sweep', function(keys, args)
  begin(keys)
  local limit = math.min(tonumber(args[1] or shared.pieceSize), shared.pieceSize)
  -- First, by what is open now: what follows from an end may take several calls.
  local okAge, okCount = tonumber(args[2] or shared.okAgeMs), tonumber(args[3] or shared.okCount)
  local errorAge, errorCount = tonumber(args[4] or shared.errorAgeMs), tonumber(args[5] or shared.errorCount)
  local retired = retire('ok', okAge, okCount, limit)
  retired = retired + retire('error', errorAge, errorCount, limit - retired)
  continueEnded()
  sweepBatches()
  local found = findUnannounced(limit, retired == limit)
  local lost = buryExpired(limit)
  settle()
  local moved = found + lost + moveDue(limit - lost)
  if W.limited then wakeAllParked() end
  writeIndexes()
  local due = call('ZRANGE', W.dueKey, 0, 0, 'WITHSCORES')[2]
  local lease = call('ZRANGE', W.p .. 'leases', 0, 0, 'WITHSCORES')[2]
  local second = call('ZRANGE', W.lateKey, 0, 0)[1]
  local nextDue = math.min(tonumber(due or math.huge), second and second * 1000 or math.huge,
    lease and math.max(tonumber(lease), W.grace) or math.huge)
  return complete({ moved, retired, nextDue == math.huge and '' or nextDue, W.now,
    W.now < W.grace and 1 or 0 })
end)
