-- hr_get: a job as it stands. KEYS[1]: hash of jobs. ARGV: guid. Returns [record, outcome], outcome: JSON with what the
--   record has no place for (docs/records); nothing if there is no such job.
-- hr_list: jobs, newest first, in pieces. ARGV: limit, cursor ('' = begin), before (guid, or ''), and as JSON lists or '':
--   states, lanes; then run, actor ('' = any). Returns [cursor, record, outcome, ...]; cursor '' = there is no more.
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

local listPiece = 200

-- Guids of jobs older than `id`, newest first, and the id to go on from ('' at the end).
local function older(id, run)
  if run ~= '' then
    local list = call('ZREVRANGEBYSCORE', W.p .. 'run:' .. run, '(' .. id, '-inf', 'WITHSCORES', 'LIMIT', 0, listPiece)
    local guids = {}
    for i = 1, #list, 2 do guids[#guids + 1] = list[i] end
    return guids, #list == listPiece * 2 and list[#list] or ''
  end
  local guids = {}
  while #guids < listPiece do
    local part = call('ZREVRANGEBYSCORE', W.p .. 'all', int(partOf(id - 1)), '-inf', 'LIMIT', 0, 1)[1]
    if not part then return guids, '' end
    local list, found = guidsOf(tonumber(part)), {}
    for _, guid in ipairs(list) do
      if guid ~= '' then found[#found + 1] = guid end
    end
    prefetch(found)
    for i = #list, 1, -1 do
      local job = list[i] ~= '' and find(list[i])
      -- A place that it had before a repair is not its own any more.
      if job and job.id and job.id < id and indexOf(job.id) == i - 1 and partOf(job.id) == tonumber(part) then guids[#guids + 1] = list[i] end
    end
    id = tonumber(part) * orderSpan
    if id <= 0 then return guids, '' end
  end
  return guids, tostring(id)
end

local function setOf(text)
  if text == '' then return nil end
  local set = {}
  for _, value in ipairs(cjson.decode(text)) do set[value] = true end
  return set
end

redis.register_function{ function_name = 'hr_list', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local limit, cursor, before = tonumber(args[1]), args[2], args[3]
  local states, lanes, run, actor = setOf(args[4]), setOf(args[5]), args[6], args[7]
  local id = W.id + 1
  if cursor ~= '' then
    id = tonumber(cursor)
  elseif before ~= '' then
    local job = find(before)
    if not job then return { '' } end
    id = job.id
  end
  local guids, rest = older(id, run)
  local answer = { rest }
  for _, guid in ipairs(guids) do
    local job = find(guid)
    -- In the list of a run may be what was of it before it was lost and came again.
    if job and not job.batch and (run == '' or job.run == run) and (not states or states[job.state]) and (not lanes or lanes[job.lane])
      and (actor == '' or job.actor == actor) then
      if #answer > 2 * limit then return answer end
      local record = call('HGET', W.jobsKey, guid)
      if record then
        answer[#answer + 1] = record
        answer[#answer + 1] = outcomeText(job)
      end
    end
  end
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
