-- Jobs as they come in.

-- A job as its record describes it; or nil and what is wrong, and then the job as far as it could be read.
-- `key`: the guid under which somebody has written it already.
local function jobByRecord(record, how, key)
  local spec, raw, status = readRecord(record)
  if not spec then return nil, raw end
  -- Nothing could be written behind it.
  if next(raw) == nil then return nil, 'it is empty' end
  local problems = {}
  if type(status) ~= 'table' then
    problems[1], status = 'its status is no object', {}
  end
  local hasGuid = isText(raw.guid) and #raw.guid > 0 and #raw.guid <= 256
  if not hasGuid and not key then return nil, 'it has no guid' end
  if key and raw.guid ~= key then
    problems[#problems + 1] = hasGuid and 'its guid is another one: ' .. raw.guid or 'it has no guid'
  end
  local agents = checked.list(raw.agents, problems, 'agents')
  local needs, seen = {}, {}
  for _, needed in ipairs(checked.list(raw.dependencies, problems, 'dependencies')) do
    local guid = type(needed) == 'table' and needed.guid
    if type(guid) ~= 'string' or #guid == 0 then
      problems[#problems + 1] = 'a dependency has no guid'
    elseif not seen[guid] then
      seen[guid] = true
      needs[#needs + 1] = guid
    end
  end
  if not all(agents, isText) then problems[#problems + 1] = 'agents are not public keys' end
  local codes = checked.list(raw.ignore_error_codes, problems, 'ignore_error_codes')
  needFitting(record, raw, codes, problems)
  local created = checked.number(status.created, 0, problems, 'status.created', 4294967295)
  local fixed = {
    named = #agents > 0, retry = checked.number(raw.retry, 0, problems, 'retry', 2 ^ 53),
    scheduleMs = 1000 * checked.number(raw.timeout_schedule, 60, problems, 'timeout_schedule', 65535),
    timeoutMs = 1000 * checked.number(raw.timeout, 3600, problems, 'timeout', 65535),
    ignoreError = checked.bool(raw.ignore_error, false, problems, 'ignore_error'), ignoreCodes = #codes > 0 and codes or false,
    needs = #needs > 0 and needs, source = isText(raw.source) and raw.source or '',
    fixedCreated = created ~= 0 and created, start = checked.number(status.start, 0, problems, 'status.start', 4294967295),
    run = how.run, lane = how.lane or '', priority = clampPriority(how.priority),
    actor = isText(raw.actor) and raw.actor or '', trail = how.trail, extra = how.extra,
  }
  local job = newJob(key or raw.guid, spec, fixed, how.candidates, how.revision or 0)
  if #problems > 0 then return nil, table.concat(problems, '; '), job end
  return job
end

-- Guid of a record that begins with it, by the facts that are told of it; nil if they do not fit.
local function guidByFacts(record, facts)
  local last = 9 + facts.guidBytes
  local guid, quoteMark = string.sub(record, 10, last), 34
  if string.sub(record, 1, 9) ~= '{"guid":"' or string.byte(record, last + 1) ~= quoteMark then return nil end
  return guid ~= '' and not string.find(guid, '["\\]') and guid or nil
end

local noFit = 'its facts do not fit the record'

-- Of a job that is kept aside only what tells whether it may come; or nil and what is wrong with it.
local function readAside(record, howText)
  local how, trouble = readHow(howText)
  if not how then return nil, trouble end
  if not how.facts then return jobByRecord(record, how) end
  local guid = guidByFacts(record, how.facts)
  if not guid then return nil, noFit end
  return { guid = guid, spec = record, needs = how.facts.needs }
end

local function packedCandidatesOf(how)
  if how.packedFor ~= W.made or how.packedIn ~= W.jobsKey then
    how.packedCandidates = packCandidates(how.candidates)
    how.packedFor, how.packedIn = W.made, W.jobsKey
  end
  return how.packedCandidates
end

-- A job that is submitted; or nil and what is wrong, and then, if it can be, the job as far as it could be read.
local function readJob(record, howText, key)
  local how, trouble = readHow(howText)
  if not how then return nil, trouble end
  local facts = how.facts
  if not facts then return jobByRecord(record, how, key) end
  how.fixed = how.fixed or fixedByFacts(how)
  local guid = guidByFacts(record, facts)
  if not guid then return nil, noFit end
  local job = newJob(guid, record, how.fixed, how.candidates, how.revision or 0)
  job.quoted = '"' .. guid .. '"'
  if how.candidates then job.packedCandidates = packedCandidatesOf(how) end
  return job
end
