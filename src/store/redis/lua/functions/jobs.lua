-- hr_get: a job as it stands. KEYS[1]: hash of jobs. ARGV: guid. Returns [record, outcome], outcome: JSON with what the
--   record has no place for (docs/records); nothing if there is no such job.
-- hr_list: jobs, newest first, in pieces. ARGV: limit, cursor ('' = begin), before (guid, or ''), and as JSON lists or '':
--   states, lanes; then run, actor ('' = any). Returns [cursor, record, outcome, ...]; cursor '' = there is no more.
-- hr_ended: of the jobs of a state, ok or error, that ended after a moment in ms, the latest, in pieces. ARGV: state, moment,
--   cursor ('0' = begin). Returns [cursor, then of each its number, 1 if its error is ignored, when it started ('' = never)
--   and ended in ms]; cursor '' = there is no more.
-- hr_open: of these guids, those that have not ended. ARGV: guid*. Returns guids.
-- All only read.

local function outcomeText(job)
  local parts = {}
  local function add(name, value)
    if not value then
      parts[#parts + 1] = '"' .. name .. '":null'
    elseif type(value) == 'number' then
      parts[#parts + 1] = '"' .. name .. '":' .. value
    else
      parts[#parts + 1] = '"' .. name .. '":' .. quote(value)
    end
  end
  add('outcome', job.outcome)
  parts[#parts + 1] = '"ignored":' .. (job.ignored and 'true' or 'false')
  add('agent', job.agent)
  add('attempt', job.attempt)
  add('code', job.code or 0)
  add('message', job.message or '')
  parts[#parts + 1] = '"result":' .. (job.result or 'null')
  add('run', job.run)
  add('created_ms', job.createdMs)
  add('scheduled_ms', job.scheduledMs)
  add('started_ms', job.startedMs)
  add('ended_ms', job.endedMs)
  add('cancel_requested', job.cancel)
  parts[#parts + 1] = '"trail":' .. (job.trail or 'null')
  parts[#parts + 1] = '"progress":' .. (call('HGET', W.p .. 'progress', job.guid) or 'null')
  local attempts = call('LRANGE', W.p .. 'att:' .. job.guid, 0, -1)
  parts[#parts + 1] = '"failed_attempts":[' .. table.concat(attempts, ',') .. ']'
  return '{' .. table.concat(parts, ',') .. '}'
end

redis.register_function{ function_name = 'hr_get', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local job = find(args[1])
  local record = job and not job.batch and call('HGET', W.jobsKey, job.guid)
  return record and { record, outcomeText(job) } or {}
end }

-- Jobs that a call looks at, and that it returns, at most.
local listing = { looks = 500, runLooks = 200, jobs = 50 }

-- Both walks show `visit` jobs older than number `id`, newest first, until it says to stop or a call has looked at enough: the
-- guid, what lies beside the job, its number. They return the number to go on from, '' at the end.
local function walkRun(run, id, visit)
  local list = call('ZREVRANGEBYSCORE', W.p .. 'run:' .. run, '(' .. id, '-inf', 'WITHSCORES', 'LIMIT', 0, listing.runLooks)
  local guids = {}
  for i = 1, #list, 2 do guids[#guids + 1] = list[i] end
  local packed = storedOf(guids)
  for i = 1, #guids do
    if packed[i] and visit(guids[i], packed[i], tonumber(list[2 * i])) then return list[2 * i] end
  end
  return #guids == listing.runLooks and list[#list] or ''
end

local function walkOrder(id, visit)
  for _ = 1, listing.looks / orderSpan do
    local part = tonumber(call('ZREVRANGEBYSCORE', W.p .. 'all', int(partOf(id - 1)), '-inf', 'LIMIT', 0, 1)[1] or nil)
    if not part then return '' end
    local guids = guidsOf(part)
    local packed = storedOf(guids)
    for i = #guids, 1, -1 do
      local number = numberAt(part, i - 1)
      if number < id and packed[i] and visit(guids[i], packed[i], number) then return int(number) end
    end
    id = part * orderSpan
    if id == 0 then return '' end
  end
  return int(id)
end

local function setOf(text)
  if text == '' then return nil end
  local set = {}
  for _, value in ipairs(cjson.decode(text)) do set[value] = true end
  return set
end

redis.register_function{ function_name = 'hr_list', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local wanted, cursor, before = math.min(tonumber(args[1]), listing.jobs), args[2], args[3]
  local states, lanes, run, actor = setOf(args[4]), setOf(args[5]), args[6], args[7]
  local id = W.id + 1
  if cursor ~= '' then
    id = tonumber(cursor)
  elseif before ~= '' then
    local job = find(before)
    if not job then return { '' } end
    id = job.id
  end
  local answer = { '' }
  -- Most jobs are passed over by their state alone, and need not be unpacked for it.
  local function visit(guid, packed, number)
    local job = (not states or states[stateOf(packed)]) and remember(guid, packed)
    -- What was of a job before it was lost and came again leaves its number in the order, and itself in the list of its run.
    if not job or job.batch or job.id ~= number or (run ~= '' and job.run ~= run) or (lanes and not lanes[job.lane])
      or (actor ~= '' and job.actor ~= actor) then
      return false
    end
    local record = call('HGET', W.jobsKey, guid)
    if not record then return false end
    answer[#answer + 1] = record
    answer[#answer + 1] = outcomeText(job)
    return #answer > 2 * wanted
  end
  if run == '' then answer[1] = walkOrder(id, visit) else answer[1] = walkRun(run, id, visit) end
  return answer
end }

-- The latest stand at the end of the list. Ends between two calls push the others on, so that some come twice: whoever asks knows
-- a job by its number.
redis.register_function{ function_name = 'hr_ended', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local state, since, seen = args[1], tonumber(args[2]), tonumber(args[3])
  local numbers = call('LRANGE', W.p .. 'fin:' .. state, -seen - listing.jobs, -seen - 1)
  for i = 1, #numbers do numbers[i] = tonumber(numbers[i]) end
  prefetchAt(numbers)
  local answer = { int(seen + #numbers) }
  for i = #numbers, 1, -1 do
    local job = jobAt(numbers[i])
    if job and job.endedMs and job.endedMs <= since then
      answer[1] = ''
      return answer
    end
    if job and job.state == state then
      for _, value in ipairs({ job.id, job.ignored and 1 or 0, job.startedMs or '', job.endedMs }) do
        answer[#answer + 1] = type(value) == 'number' and int(value) or value
      end
    end
  end
  if #numbers < listing.jobs then answer[1] = '' end
  return answer
end }

redis.register_function{ function_name = 'hr_open', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local guids = {}
  for _, guid in ipairs(args) do
    local job = find(guid)
    if job and not job.batch and isOpen(job) then guids[#guids + 1] = guid end
  end
  return guids
end }
