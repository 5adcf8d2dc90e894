-- hr_sweep: moves on what is due: delays, back-offs, timeouts, lost sessions; ends what earlier calls have left; retires
--   what is over. Any process may call it, best once a second.
-- KEYS[1]: hash of jobs. ARGV: limit, then for ok and for error: milliseconds to keep, number to keep.
-- Returns [[moved, retired, next due time in ms or ''], more, event].

local function buryExpired(limit)
  local lost = 0
  for _, session in ipairs(call('ZRANGEBYSCORE', W.p .. 'leases', '-inf', W.now, 'LIMIT', 0, limit)) do
    lost = lost + loseHolder(session, limit - lost)
    if call('EXISTS', W.p .. 'held:' .. session) == 1 then break end
    forgetSession(session)
    if lost >= limit then break end
  end
  return lost
end

local function moveDue(limit)
  if limit <= 0 then return 0 end
  local guids = call('ZRANGEBYSCORE', W.dueKey, '-inf', W.now, 'LIMIT', 0, limit)
  for _, guid in ipairs(guids) do
    local job = find(guid)
    if not job or not isOpen(job) then
      call('ZREM', W.dueKey, guid)
    elseif job.due then
      apply(job, dueReached(job))
      settle()
    end
  end
  return #guids
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

local function retireJob(job, guid)
  for _, name in ipairs({ 'dep:', 'att:', 'log:' }) do call('UNLINK', W.p .. name .. guid) end
  call('HDEL', W.p .. 'progress', guid)
  call('HDEL', W.jobsKey, guid)
  call('HDEL', W.side, guid)
  W.dirty[guid], W.jobs[guid] = nil, nil
  if not job then return end
  local key = orderKey(job.id)
  call('ZREM', key, guid)
  if math.floor(job.id / orderSpan) ~= math.floor(W.id / orderSpan) and call('EXISTS', key) == 0 then
    call('ZREM', W.p .. 'all', math.floor(job.id / orderSpan))
  end
  if job.run then call('ZREM', W.p .. 'run:' .. job.run, guid) end
  count('state:' .. job.state, -1)
  count('outcome:' .. job.outcome, -1)
end

-- What was spared waits in a list of its own, and is looked at again a second later.
local againMs = 1000

local function retireSpared(state, age, limit)
  local key = W.p .. 'spared:' .. state
  local retired = 0
  for _, guid in ipairs(call('ZRANGEBYSCORE', key, '-inf', W.now, 'LIMIT', 0, limit)) do
    local job = find(guid)
    if job and isNeeded(guid) then
      call('ZADD', key, W.now + againMs, guid)
    else
      call('ZREM', key, guid)
      retireJob(job, guid)
      retired = retired + 1
    end
  end
  return retired
end

local function retire(state, age, keep, limit)
  if limit <= 0 then return 0 end
  local retired = retireSpared(state, age, limit)
  local key = W.p .. 'fin:' .. state
  local looked = 0
  while retired < limit and looked < 2 * limit do
    local guid = call('LINDEX', key, 0)
    if not guid then break end
    local job = find(guid)
    local over = call('LLEN', key) > keep
    if job and not over and job.endedMs > W.now - age then break end
    looked = looked + 1
    call('LPOP', key)
    if job and isNeeded(guid) then
      call('ZADD', W.p .. 'spared:' .. state, W.now + againMs, guid)
    else
      retireJob(job, guid)
      retired = retired + 1
    end
  end
  return retired
end

-- What an open job may still ask for is spared, as by retention.
local function prune(state, before, limit)
  local pruned = 0
  local spared = W.p .. 'spared:' .. state
  for _, guid in ipairs(call('ZRANGE', spared, 0, limit - 1)) do
    local job = find(guid)
    if not job or (job.endedMs <= before and not isNeeded(guid)) then
      call('ZREM', spared, guid)
      retireJob(job, guid)
      pruned = pruned + 1
    end
  end
  local key = W.p .. 'fin:' .. state
  local looked = 0
  while pruned < limit and looked < 2 * limit do
    local guid = call('LINDEX', key, 0)
    local job = guid and find(guid)
    if not guid or (job and job.endedMs > before) then break end
    looked = looked + 1
    call('LPOP', key)
    if job and isNeeded(guid) then
      call('ZADD', spared, int(W.now + againMs), guid)
    else
      retireJob(job, guid)
      pruned = pruned + 1
    end
  end
  return pruned
end

-- Batches that nobody has committed in time go.
local function sweepBatches()
  local batch = call('ZRANGEBYSCORE', W.p .. 'batches', '-inf', W.now, 'LIMIT', 0, 1)[1]
  if batch then W.left = moveBatch(batch, false) or W.left end
  continueBatch()
end

local hour = 3600000

redis.register_function('hr_sweep', function(keys, args)
  begin(keys)
  local limit = math.min(tonumber(args[1] or 100), 100)
  continueEnded()
  sweepBatches()
  findUnannounced()
  local lost = buryExpired(limit)
  settle()
  local moved = lost + moveDue(limit - lost)
  local retired = retire('ok', tonumber(args[2] or 24 * hour), tonumber(args[3] or 10000), limit)
  retired = retired + retire('error', tonumber(args[4] or 168 * hour), tonumber(args[5] or 10000), limit - retired)
  local due = call('ZRANGE', W.dueKey, 0, 0, 'WITHSCORES')[2]
  local lease = call('ZRANGE', W.p .. 'leases', 0, 0, 'WITHSCORES')[2]
  local nextDue = math.min(tonumber(due or math.huge), tonumber(lease or math.huge))
  return complete({ moved, retired, nextDue == math.huge and '' or nextDue })
end)

-- hr_prune: removes jobs of a state, ok or error, that ended at a moment in ms or before, the oldest first.
-- KEYS[1]: hash of jobs. ARGV: state, moment, limit. Returns [removed, more, event].
redis.register_function('hr_prune', function(keys, args)
  begin(keys)
  return complete(prune(args[1], tonumber(args[2]), math.min(tonumber(args[3] or 100), 100)))
end)
