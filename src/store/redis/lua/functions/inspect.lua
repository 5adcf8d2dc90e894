-- hr_inspect: whether what the store says fits together, in pieces.
-- KEYS[1]: hash of jobs. ARGV: cursor ('0' = begin). Returns [cursor, finding, ...]; cursor '0' = done. Only reads.

-- Guids of the jobs that a record names as its dependencies, each once.
local function neededBy(raw)
  local guids, seen = {}, {}
  for _, needed in ipairs(type(raw.dependencies) == 'table' and raw.dependencies or none) do
    local guid = type(needed) == 'table' and needed.guid
    if isText(guid) and not seen[guid] then
      seen[guid] = true
      guids[#guids + 1] = guid
    end
  end
  return guids
end

-- Each looks at one side of a job.
local inspects = {}

function inspects.state(job, tell)
  local guid, final = job.guid, finals[job.state]
  if final and not (job.endedMs and job.outcome) or not final and job.endedMs
    or (job.state == 'ok') ~= (job.outcome == 'ok') then
    tell('the state of job ' .. guid .. ' and its end do not fit')
  end
  if final and (job.inbox or job.session or job.due or job.undecided) then
    tell('job ' .. guid .. ' has ended but is still in an inbox, held, or due')
  end
end

function inspects.inbox(job, tell)
  local guid = job.guid
  if job.inbox and job.state ~= 'scheduled' then tell('job ' .. guid .. ' is in an inbox but not scheduled') end
  if job.inbox and not job.parked and not call('ZSCORE', inboxKey(job.inbox, job.lane), guid) then
    tell('job ' .. guid .. ' is missing in its inbox')
  end
  if not job.parked then return end
  local inbox = job.inbox and job.inbox .. ':' .. job.lane
  if not (inbox and limitMax(job.parked) and call('ZSCORE', parkedKey(inbox, job.parked), guid)) then
    tell('job ' .. guid .. ' is held back by a limit that does not know of it')
  elseif not isParkingKnown(inbox, job.parked) then
    tell('job ' .. guid .. ' would not be brought back by the limit ' .. job.parked)
  end
end

function inspects.holder(job, tell)
  local guid, session = job.guid, job.session
  if isHeld(job) ~= (session and true or false) then
    tell('job ' .. guid .. ' is held by no session, or held although it does not run')
  end
  if not session then return end
  if call('HEXISTS', W.p .. 'sessions', session) == 0 then tell('job ' .. guid .. ' is held by a session that is not known') end
  if call('SISMEMBER', holds.key(session), int(job.id)) == 0 then
    tell('job ' .. guid .. ' is missing among those its session holds')
  end
  for _, id in ipairs(W.limited and limitsOf(job, job.agent) or none) do
    if limitMax(id) and call('SISMEMBER', underKey(id), guid) == 0 then
      tell('job ' .. guid .. ' is not counted by the limit ' .. id)
    end
  end
end

function inspects.times(job, tell)
  local guid, state = job.guid, job.state
  local deadline, due = deadlines.entryOf(job), call('ZSCORE', W.dueKey, guid)
  if (due and tonumber(due) or false) ~= (type(deadline) == 'number' and deadline)
    or type(deadline) == 'string' and not deadlines.has(deadline, job.id) then
    tell('the deadline of job ' .. guid .. ' is not in the list')
  end
  local undecided = call('ZSCORE', W.undecidedKey, guid)
  if (undecided and tonumber(undecided) or false) ~= job.undecided then
    tell('job ' .. guid .. ' waits for a decision and is not in the list, or the other way round')
  end
  local isWaiting = state == 'created' or state == 'scheduled'
  if isWaiting and job.unmet == 0 and not job.inbox and not job.due and not job.undecided then
    tell('job ' .. guid .. ' waits for nothing and would wait for ever')
  end
  if job.inbox and not job.due and job.scheduleMs > 0 then tell('job ' .. guid .. ' is in an inbox without a deadline') end
  if state == 'running' and not job.due and job.timeoutMs > 0 then tell('job ' .. guid .. ' runs without a deadline') end
end

function inspects.lists(job, tell)
  local guid = job.guid
  if not isInOrder(job) then tell('job ' .. guid .. ' is missing in the order of jobs') end
  if job.run and not call('ZSCORE', W.p .. 'run:' .. job.run, guid) then tell('job ' .. guid .. ' is missing in its run') end
end

function inspects.dependencies(job, raw, tell)
  local guid, open = job.guid, 0
  for _, needed in ipairs(neededBy(raw)) do
    local other = find(needed)
    if other and (isOpen(other) or call('HEXISTS', W.p .. 'ended', needed) == 1) then
      open = open + 1
      if not call('ZSCORE', W.p .. 'dep:' .. needed, guid) then
        tell('job ' .. guid .. ' would not hear of the end of ' .. needed)
      end
    end
  end
  if open ~= job.unmet then tell('job ' .. guid .. ' counts its open dependencies wrongly') end
end

function inspects.record(job, tell)
  local guid = job.guid
  local record = call('HGET', W.jobsKey, guid)
  if not record then return tell('job ' .. guid .. ' has no record') end
  local spec = string.sub(record, 1, job.offset)
  local good, raw = pcall(cjson.decode, spec .. '}')
  local isCurrent = record == spec .. statusText(job, job.state)
  if not good or not isCurrent and not pcall(cjson.decode, record) then
    return tell('the record of job ' .. guid .. ' is not JSON')
  end
  if not isCurrent then tell('the record of job ' .. guid .. ' does not say how it stands') end
  if isOpen(job) then inspects.dependencies(job, raw, tell) end
end

local function inspectJob(guid, packed, tell)
  local job = remember(guid, packed)
  if not job then return tell('what lies beside job ' .. guid .. ' is damaged') end
  if job.batch then return end
  for _, side in ipairs({ 'state', 'inbox', 'holder', 'times', 'lists', 'record' }) do inspects[side](job, tell) end
end

redis.register_function{ function_name = 'hr_inspect', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local scan = call('HSCAN', W.side, args[1], 'COUNT', shared.pieceSize)
  local answer = { scan[1] }
  local function tell(text) answer[#answer + 1] = text end
  for i = 1, #scan[2], 2 do inspectJob(scan[2][i], scan[2][i + 1], tell) end
  return answer
end }
