-- Reads the records that other programs send, and lets jobs begin their lives.

local defaultPriority = 5

local function isNull(value)
  return value == nil or value == cjson.null
end

local function numberOr(value, default, problems, name, max)
  if isNull(value) then return default end
  if type(value) ~= 'number' or value < 0 or value > max or value ~= math.floor(value) then
    problems[#problems + 1] = name .. ' is not a whole number from 0 to ' .. max
    return default
  end
  return value
end

local function boolOr(value, default)
  if isNull(value) then return default end
  return value == true
end

local function listOr(value, problems, name)
  if isNull(value) then return {} end
  if type(value) ~= 'table' then
    problems[#problems + 1] = name .. ' is not a list'
    return {}
  end
  return value
end

-- Spec bytes, decoded record and decoded status; or nil and what is wrong with the text.
local function readRecord(record)
  local at = #record
  while true do
    at = string.match(string.sub(record, 1, at), '.*(),%s*"status"%s*:%s*{')
    if not at then return nil, 'its status does not stand last' end
    local spec = string.sub(record, 1, at - 1)
    local ok, job = pcall(cjson.decode, spec .. '}')
    if ok and type(job) == 'table' then
      local good, status = pcall(cjson.decode, '{' .. string.sub(record, at + 1))
      if good and type(status) == 'table' and type(status.status) == 'table' then return spec, job, status.status end
      return nil, 'its status is not JSON'
    end
    if at < 2 then return nil, 'it is not JSON' end
    at = at - 1
  end
end

-- A job as it will lie beside its record; or nil and what is wrong.
local function readJob(record, howText)
  local spec, raw, status = readRecord(record)
  if not spec then return nil, raw end
  local how = {}
  if howText ~= '' then
    local ok, value = pcall(cjson.decode, howText)
    if not ok or type(value) ~= 'table' then return nil, 'how it is submitted is not JSON' end
    how = value
  end
  local problems = {}
  if type(raw.guid) ~= 'string' or #raw.guid == 0 or #raw.guid > 256 then return nil, 'it has no guid' end
  local agents = listOr(raw.agents, problems, 'agents')
  local needs, seen = {}, {}
  for _, needed in ipairs(listOr(raw.dependencies, problems, 'dependencies')) do
    local guid = type(needed) == 'table' and needed.guid
    if type(guid) ~= 'string' or #guid == 0 then
      problems[#problems + 1] = 'a dependency has no guid'
    elseif not seen[guid] then
      seen[guid] = true
      needs[#needs + 1] = guid
    end
  end
  local codes = listOr(raw.ignore_error_codes, problems, 'ignore_error_codes')
  local start = numberOr(status.start, 0, problems, 'status.start', 4294967295)
  local created = numberOr(status.created, 0, problems, 'status.created', 4294967295)
  local job = {
    guid = raw.guid, state = false, spec = spec, offset = #spec, needs = #needs > 0 and needs,
    created = created == 0 and math.floor(W.now / 1000) or created, start = start, createdMs = W.now,
    run = not isNull(how.run) and how.run or false, lane = not isNull(how.lane) and how.lane or '',
    priority = math.min(maxPriority, isNull(how.priority) and defaultPriority or how.priority),
    actor = type(raw.actor) == 'string' and raw.actor or '', trail = not isNull(how.trail) and how.trail or false,
    extra = not isNull(how.extra) and how.extra or false,
    named = #agents > 0, retry = numberOr(raw.retry, 0, problems, 'retry', 2 ^ 53),
    scheduleMs = 1000 * numberOr(raw.timeout_schedule, 60, problems, 'timeout_schedule', 65535),
    timeoutMs = 1000 * numberOr(raw.timeout, 3600, problems, 'timeout', 65535),
    ignoreError = boolOr(raw.ignore_error, false), ignoreCodes = #codes > 0 and codes or false,
    inbox = false, agent = false, session = false, fence = 0, answered = false,
    candidates = not isNull(how.candidates) and how.candidates or false,
    revision = not isNull(how.revision) and how.revision or 0,
    turn = 0, round = 0, lost = 0, attempt = 0, unmet = 0, notBefore = start * 1000 > W.now and start * 1000 or 0,
    due = false, undecided = false, cancel = false, scheduledMs = false, startedMs = false, endedMs = false,
    outcome = false, ignored = false, code = 0, message = '', result = false, seq = false, batch = false, was = {},
  }
  if #problems > 0 then return nil, table.concat(problems, '; ') end
  return job
end

-- Gives a job its number and its place in the order of all.
local function enlist(job)
  W.id = W.id + 1
  job.id = W.id
  if job.id % orderSpan == 0 or job.id == 1 then
    local part = math.floor(job.id / orderSpan)
    local last = call('ZREVRANGE', W.p .. 'all', 0, 0)[1]
    if last and call('EXISTS', W.p .. 'all:' .. last) == 0 then call('ZREM', W.p .. 'all', last) end
    call('ZADD', W.p .. 'all', part, part)
  end
  call('ZADD', orderKey(job.id), job.id, job.guid)
  if job.run then call('ZADD', W.p .. 'run:' .. job.run, job.id, job.guid) end
  W.jobs[job.guid] = job
end

-- A job begins its life: counts what it waits for. `isNew(guid)`: comes with it.
local function begins(job, isNew)
  local bad
  for _, guid in ipairs(job.needs or {}) do
    local needed = find(guid)
    if isNew(guid) or (needed and isOpen(needed)) then
      job.unmet = job.unmet + 1
    elseif not needed or not isGood(needed) then
      bad = bad or guid
    end
  end
  if bad then job.unmet = job.unmet + 1 end
  job.state = 'created'
  local event = arrive(job)
  if job.run then countOpen(job, 1) end
  apply(job, event)
  if bad then apply(job, dependencyFailed(job, bad)) end
end

