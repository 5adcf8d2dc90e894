-- hr_strays: what hr_tidy would mend that no job knows of, a piece a call: entries of lists without a job, records that are
--   no jobs, what limits count. Only reads.
-- KEYS[1]: hash of jobs. ARGV: phase (agent_numbers, agent_keys, due, undecided, records, order, sessions, limits,
--   under), cursor ('0' = begin); for under: the limit.
-- Returns [cursor, finding, ...]. Phase count: [cursor, guid, state, outcome, open, ...], open: the lane and the
--   run under which it counts as open, '' if it does not.

local function tidyList(key, name, cursor, answer, mend)
  local scan = call('ZSCAN', key, cursor, 'COUNT', shared.pieceSize)
  answer[1] = scan[1]
  for i = 1, #scan[2], 2 do
    local guid = scan[2][i]
    if not find(guid) then
      if mend then call('ZREM', key, guid) end
      answer[#answer + 1] = 'job ' .. guid .. (mend and ': took it out of ' or ' is not there, but in ') .. name
    end
  end
end

-- What lay beside the record is lost or damaged.
local function takeBack(guid)
  local word = announce(guid, true)[1]
  return word == 'taken' and 'took in its record' or word == 'ended' and 'ended it, by what its record says'
end

-- Nothing lies beside this record: what is wrong with that, if anything is.
local function strayRecord(guid, record)
  local spec, why, status = readRecord(record)
  local state = type(status) == 'table' and status.status
  if not spec then return 'the record ' .. guid .. ' is no job: ' .. why end
  local wasOurs = state == 'scheduled' or state == 'planned' or state == 'running'
  return wasOurs and 'the record ' .. guid .. ' says ' .. state .. ', but there is no such job'
end

local function tidyRecords(cursor, answer, mend)
  local scan = call('HSCAN', W.jobsKey, cursor, 'COUNT', shared.pieceSize)
  answer[1] = scan[1]
  for i = 1, #scan[2], 2 do
    local guid, record = scan[2][i], scan[2][i + 1]
    if mend then
      local done = not find(guid) and takeBack(guid)
      if done then answer[#answer + 1] = 'job ' .. guid .. ': ' .. done end
    elseif call('HEXISTS', W.side, guid) == 0 then
      answer[#answer + 1] = strayRecord(guid, record) or nil
    end
  end
end

-- How many limits there are on jobs; nothing is counted while it says 0.
local function tidyLimits(answer, mend)
  local limits = W.p .. 'limits'
  local is, says = call('HLEN', limits) - call('HEXISTS', limits, 'store:'), W.nLimits
  if is == says then return end
  if mend then countLimits() end
  answer[2] = 'the counter limits' .. (mend and ': was ' .. says .. ', is ' or ' says ' .. says .. ', but there are ') .. is
end

-- A limit counts only jobs that are held, and that it is about.
local function tidyUnder(id, cursor, answer, mend)
  local scan = call('SSCAN', underKey(id), cursor, 'COUNT', shared.pieceSize)
  answer[1] = scan[1]
  for _, guid in ipairs(scan[2]) do
    local job = find(guid)
    if not (job and job.session and contains(limitsOf(job, job.agent), id)) then
      if mend then call('SREM', underKey(id), guid) end
      answer[#answer + 1] = 'the limit ' .. id .. (mend and ': does not count job ' .. guid .. ' any more'
        or ' counts job ' .. guid .. ', which nobody holds under it')
    end
  end
end

-- A session without a lease would never end.
local function tidySessions(cursor, answer, mend)
  local scan = call('HSCAN', W.p .. 'sessions', cursor, 'COUNT', shared.pieceSize)
  answer[1] = scan[1]
  for i = 1, #scan[2], 2 do
    local session = scan[2][i]
    if not call('ZSCORE', W.p .. 'leases', session) then
      if mend then call('ZADD', W.p .. 'leases', W.now + shared.graceMs, session) end
      answer[#answer + 1] = 'session ' .. session .. (mend and ': gave it a lease' or ' has no lease')
    end
  end
end

-- Jobs name agents by their numbers, so both ways between them have to be there.
local function tidyAgents(from, to, cursor, answer, mend)
  local scan = call('HSCAN', W.p .. from, cursor, 'COUNT', shared.pieceSize)
  answer[1] = scan[1]
  for i = 1, #scan[2], 2 do
    local one, other = scan[2][i], scan[2][i + 1]
    if call('HEXISTS', W.p .. to, other) == 0 then
      if mend then call('HSET', W.p .. to, other, one) end
      answer[#answer + 1] = to .. (mend and ': put back ' or ' has lost ') .. other
    end
  end
end

-- Numbers in the order of jobs that no job has any more, since it was lost or has come anew. A part a call.
local function tidyOrder(cursor, answer, mend)
  local part = tonumber(call('ZRANGEBYSCORE', W.p .. 'all', cursor, '+inf', 'LIMIT', 0, 1)[1] or nil)
  if not part then return end
  answer[1] = int(part + 1)
  local guids, left = guidsOf(part), {}
  prefetch(guids)
  for i, guid in ipairs(guids) do
    local id = numberAt(part, i - 1)
    local job = guid ~= '' and find(guid)
    if guid ~= '' and not (job and job.id == id) then
      left[id] = guid
      local what = mend and ': took it out of' or ' is not there, but in'
      answer[#answer + 1] = 'job ' .. guid .. what .. ' the order of jobs at ' .. int(id)
    end
  end
  if mend then leaveOrder(left) end
end

local function tidyStrays(phase, cursor, answer, mend, id)
  if phase == 'agent_numbers' then return tidyAgents('agent_numbers', 'agent_keys', cursor, answer, mend) end
  if phase == 'agent_keys' then return tidyAgents('agent_keys', 'agent_numbers', cursor, answer, mend) end
  if phase == 'order' then return tidyOrder(cursor, answer, mend) end
  if phase == 'sessions' then return tidySessions(cursor, answer, mend) end
  if phase == 'limits' then return tidyLimits(answer, mend) end
  if phase == 'under' then return tidyUnder(id, cursor, answer, mend) end
  if phase == 'due' then return tidyList(W.dueKey, 'the list of deadlines', cursor, answer, mend) end
  if phase == 'undecided' then return tidyList(W.undecidedKey, 'the list of decisions', cursor, answer, mend) end
  tidyRecords(cursor, answer, mend)
end

redis.register_function{ function_name = 'hr_strays', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local answer = { '0' }
  if args[1] ~= 'count' then
    tidyStrays(args[1], args[2], answer, false, args[3])
    return answer
  end
  local scan = call('HSCAN', W.side, args[2], 'COUNT', shared.pieceSize)
  answer[1] = scan[1]
  for i = 1, #scan[2], 2 do
    local ok, job = pcall(unpackJob, scan[2][i], scan[2][i + 1])
    if ok and not job.batch then
      local open = isOpen(job) and job.run and job.lane .. '\0' .. job.run or ''
      for _, word in ipairs({ scan[2][i], job.state, job.outcome or '', open }) do answer[#answer + 1] = word end
    end
  end
  return answer
end }
