-- hr_hello: opens a session, which is one process of an agent; its lease covers all jobs it holds.
-- ARGV: session, agent, leaseMs, about (JSON { lanes, run, host, pid, processStart }, or '').
-- Returns [1, more, event].
-- hr_beat: renews the lease. ARGV: session, leaseMs. Returns [held, more, event], held: guid, fence, cancel for each job
--   it holds; cancel: '0', or '1' and the reason why it shall be cancelled. held is 'gone' when the session was buried.
-- hr_bye: closes a session; what it holds goes back uncounted. hr_bury: a session known to be dead: its jobs are lost at
--   once. ARGV: session. Return [number of jobs moved, more, event]; repeat while more.
-- KEYS[1]: hash of jobs.

-- What a session has said of itself, as far as it can be read: its lanes, and the run that it follows, nil if none.
local function aboutSession(session)
  local _, about = pcall(cjson.decode, call('HGET', W.p .. 'sessions', session) or '')
  if type(about) ~= 'table' then about = {} end
  local lanes = type(about.lanes) == 'table' and all(about.lanes, isText) and #about.lanes > 0 and about.lanes or { '' }
  return lanes, isText(about.run) and about.run or nil
end

local function forgetSession(session)
  local lanes, run = aboutSession(session)
  forgetReady(session, call('HGET', W.n, sessionField(session)) or '', lanes)
  if run then call('SREM', W.p .. 'follow:' .. run, session) end
  call('HDEL', W.p .. 'sessions', session)
  call('HDEL', W.n, sessionField(session))
  call('ZREM', W.p .. 'leases', session)
end

-- At most `limit` jobs that a session holds, from the first one on (`step` 1) or from the last one back (-1), with their records,
-- and how many numbers that were. What it does not hold any more, since something was lost, is taken out.
local function heldJobs(session, step, limit)
  local all, numbers, jobs = holds.numbersOf(session), {}, {}
  local from = step == 1 and 1 or #all
  for i = from, from + step * (math.min(limit, #all) - 1), step do numbers[#numbers + 1] = all[i] end
  prefetchAt(numbers, true)
  for _, number in ipairs(numbers) do
    local job = jobAt(number)
    if job and job.session == session then jobs[#jobs + 1] = job else holds.remove(session, int(number)) end
  end
  return jobs, #numbers
end

-- At most `limit` jobs of a session that is dead go on without it.
local function loseHolder(session, limit)
  local jobs, looked = heldJobs(session, 1, limit)
  for _, job in ipairs(jobs) do apply(job, holderLost(job, 'the agent that had it was lost')) end
  writeIndexes()
  return looked
end

-- What somebody says of a session and is not as it should be.
local function wrongMember(about)
  for _, name in ipairs({ 'run', 'host', 'processStart' }) do
    if not isNull(about[name]) and not isText(about[name]) then return name .. ' is not text' end
  end
  local pid, lanes = about.pid, about.lanes
  if not isNull(pid) and not (type(pid) == 'number' and pid >= 0 and pid < 2 ^ 53 and pid % 1 == 0) then
    return 'pid is not a whole number'
  end
  if isNull(lanes) then return nil end
  if type(lanes) ~= 'table' or next(lanes) ~= nil and lanes[1] == nil or not all(lanes, isText) then
    return 'lanes are not a list of texts'
  end
end

register('hr_hello', function(keys, args)
  local session, agent, lease = args[1], args[2], tonumber(args[3])
  local isJson, about = true, {}
  if (args[4] or '') ~= '' then isJson, about = decodeStrictly(args[4]) end
  if not (lease and lease >= 0 and lease < 2 ^ 53) or not isJson or type(about) ~= 'table' then
    return redis.error_reply('ERR hr_hello takes session, public key, lease in ms, and a JSON object: see docs/protocol.md')
  end
  local problem = wrongMember(about)
  if problem then return redis.error_reply('ERR hr_hello: ' .. problem .. ': see docs/protocol.md') end
  begin(keys)
  forgetSession(session)
  local run = isNull(about.run) and '' or about.run
  -- Lanes may be an empty list, which would come back as an object.
  local lanes = not isNull(about.lanes) and #about.lanes > 0 and cjson.encode(about.lanes) or '[]'
  call('HSET', W.p .. 'sessions', session, '{"id":' .. quote(session) .. ',"agent":' .. quote(agent) .. ',"lanes":' .. lanes
    .. ',"run":' .. (run == '' and 'null' or quote(run)) .. ',"host":' .. quote(isText(about.host) and about.host or '')
    .. ',"pid":' .. int(isNull(about.pid) and 0 or about.pid) .. ',"processStart":'
    .. quote(isText(about.processStart) and about.processStart or '') .. ',"startedAt":' .. W.now .. '}')
  call('HSET', W.n, sessionField(session), agent)
  call('ZADD', W.p .. 'leases', W.now + lease, session)
  call('HSET', W.p .. 'seen', agent, W.now)
  if run ~= '' then call('SADD', W.p .. 'follow:' .. run, session) end
  return complete(1)
end, 3)

register('hr_beat', function(keys, args)
  local session, lease = args[1], tonumber(args[2])
  if not (lease and lease >= 0 and lease < 2 ^ 53) then
    return redis.error_reply('ERR hr_beat takes session and lease in ms: see docs/protocol.md')
  end
  begin(keys, session)
  local agent = W.agentOfSession
  if not agent or call('HEXISTS', W.p .. 'sessions', session) == 0 then return { 'gone', 0, W.event } end
  call('ZADD', W.p .. 'leases', W.now + lease, session)
  call('HSET', W.p .. 'seen', agent, W.now)
  local held = {}
  local numbers = holds.numbersOf(session)
  prefetchAt(numbers)
  for _, number in ipairs(numbers) do
    local job = jobAt(number)
    if job and job.session == session then
      held[#held + 1] = job.guid
      held[#held + 1] = job.fence
      held[#held + 1] = job.cancel and '1' .. job.cancel or '0'
    end
  end
  return complete(held)
end, 2)

register('hr_bye', function(keys, args)
  local session = args[1]
  begin(keys, session)
  local agent = W.agentOfSession
  if not agent then return { 0, 0, W.event } end
  -- It is not to get back what it gives back.
  forgetReady(session, agent, (aboutSession(session)))
  -- The last one first, so that they come to lie in the order of submission.
  local jobs, looked = heldJobs(session, -1, shared.pieceSize)
  for _, job in ipairs(jobs) do apply(job, released(job)) end
  writeIndexes()
  if call('EXISTS', holds.key(session)) == 0 then
    forgetSession(session)
    call('HSET', W.p .. 'seen', agent, W.now)
  end
  return complete(looked)
end, 1)

register('hr_bury', function(keys, args)
  begin(keys)
  local session = args[1]
  local lost = loseHolder(session, shared.pieceSize)
  if call('EXISTS', holds.key(session)) == 1 then W.left = true else forgetSession(session) end
  return complete(lost)
end)
