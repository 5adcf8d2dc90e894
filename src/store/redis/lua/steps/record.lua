-- Reads the records that other programs send or have written.

local defaultPriority = 5
-- What it holds that is long should be a reference.
local maxRecordBytes = 1024 * 1024

local function isNull(value)
  return value == nil or value == cjson.null
end

local function numberOr(value, default, problems, name, max)
  if isNull(value) then return default end
  if type(value) ~= 'number' or value < 0 or value > max or value ~= math.floor(value) then
    problems[#problems + 1] = name .. ' is not a whole number from 0 to ' .. string.format('%.0f', max)
    return default
  end
  return value
end

local function boolOr(value, default, problems, name)
  if isNull(value) then return default end
  if type(value) ~= 'boolean' then problems[#problems + 1] = name .. ' is neither true nor false' end
  return value == true
end

local function listOr(value, problems, name)
  if isNull(value) then return {} end
  if type(value) ~= 'table' or (next(value) ~= nil and value[1] == nil) then
    problems[#problems + 1] = name .. ' is not a list'
    return {}
  end
  return value
end

-- Where the value that opens at `at` ends: the place of its closing brace or bracket.
local function closing(text, at)
  local depth = 0
  local i = at
  while true do
    local place, _, sign = string.find(text, '([%[%]{}"])', i)
    if not place then return nil end
    i = place + 1
    if sign == '"' then
      while true do
        local _, last, mark = string.find(text, '(["\\])', i)
        if not last then return nil end
        i = last + 1
        if mark == '"' then break end
        i = i + 1
      end
    elseif sign == '{' or sign == '[' then
      depth = depth + 1
    else
      depth = depth - 1
      if depth == 0 then return place end
    end
  end
end

-- Where the value that begins at `at` ends.
local function valueEnd(text, at)
  local sign = string.sub(text, at, at)
  if sign == '{' or sign == '[' then return closing(text, at) end
  if sign ~= '"' then return select(2, string.find(text, '^[%w%.+-]+', at)) end
  local from = at + 1
  while true do
    local _, last, mark = string.find(text, '(["\\])', from)
    if not last or mark == '"' then return last end
    from = last + 2
  end
end

-- A record of another order of members: its status is cut out. Returns the rest and the status, as texts.
local function cutStatus(record)
  for from, open in string.gmatch(record, '(),?%s*"status"%s*:%s*()') do
    local close = valueEnd(record, open)
    if close then
      local before, after = string.sub(record, 1, from - 1), string.sub(record, close + 1)
      if string.match(before, '{%s*$') then after = string.gsub(after, '^%s*,', '') end
      local ok, rest = pcall(cjson.decode, before .. after)
      if ok and type(rest) == 'table' and isNull(rest.status) then
        return (string.gsub(before .. after, '}%s*$', '')), string.sub(record, open, close)
      end
    end
  end
end

-- The record without its status, both decoded; or nil and what is wrong with the text.
local function readRecord(record)
  -- As we write it: the status stands last.
  local at = string.match(record, '.*(),"status":{')
  if at then
    local spec = string.sub(record, 1, at - 1)
    local ok, raw = pcall(cjson.decode, spec .. '}')
    local good, holder = pcall(cjson.decode, '{' .. string.sub(record, at + 1))
    if ok and good and type(raw) == 'table' and isNull(raw.status) and next(holder, next(holder)) == nil then return spec, raw, holder.status end
  end
  local good, whole = pcall(cjson.decode, record)
  if not good or not string.match(record, '^%s*{') then return nil, 'it is not JSON, or no object' end
  if isNull(whole.status) then return (string.gsub(record, '}%s*$', '')), whole, {} end
  local spec, status = cutStatus(record)
  if not spec then return nil, 'its status is no object' end
  return spec, cjson.decode(spec .. '}'), cjson.decode('[' .. status .. ']')[1]
end

local function isText(value)
  return type(value) == 'string'
end

-- What is no text but should be.
local function needText(raw, names, problems)
  for _, name in ipairs(names) do
    local value = raw[name]
    if not isNull(value) and (type(value) ~= 'string' or value == '') then problems[#problems + 1] = name .. ' is not text' end
  end
end

local maxParams, maxValueBytes = 256, 65536

local function needParams(params, problems)
  if isNull(params) then return end
  local count = 0
  for name, value in pairs(type(params) == 'table' and params or { 0 }) do
    count = count + 1
    if type(name) ~= 'string' then
      problems[#problems + 1] = 'params are not an object'
      return
    end
    if type(value) ~= 'string' then
      problems[#problems + 1] = 'param ' .. name .. ' is not text'
    elseif #value > maxValueBytes then
      problems[#problems + 1] = 'param ' .. name .. ' is longer than ' .. maxValueBytes .. ' bytes'
    end
  end
  if count > maxParams then problems[#problems + 1] = 'it has more than ' .. maxParams .. ' params' end
end

local function isName(value)
  return type(value) == 'string' and #value <= 64 and string.match(value, '^[a-z0-9_]+$') ~= nil
end

local function all(list, fits)
  for _, value in ipairs(list) do
    if not fits(value) then return false end
  end
  return true
end

-- What a submitter says beside the record, by name, and its type.
local howTypes = {
  run = 'string', lane = 'string', trail = 'string', extra = 'string', priority = 'number', revision = 'number',
  candidates = 'table', facts = 'table',
}
-- And what it may say of the record itself, if it has checked that.
local factTypes = {
  guidBytes = 'number', actor = 'string', source = 'string', named = 'boolean', retry = 'number',
  timeout_schedule = 'number', timeout = 'number', ignore_error = 'boolean', ignore_error_codes = 'table', needs = 'table',
  start = 'number', created = 'number',
}

-- Turns what is missing into false; nil, or what is of another type than it should be.
local function wrongType(values, types)
  for name, wanted in pairs(types) do
    if isNull(values[name]) then values[name] = false elseif type(values[name]) ~= wanted then return name end
  end
end

local function clampPriority(priority)
  return math.min(maxPriority, math.max(0, math.floor(priority or defaultPriority)))
end

-- The facts as they lie beside a job.
local function fixedByFacts(how)
  local facts = how.facts
  return {
    named = facts.named, retry = facts.retry or 0, scheduleMs = 1000 * facts.timeout_schedule,
    timeoutMs = 1000 * facts.timeout, ignoreError = facts.ignore_error,
    ignoreCodes = facts.ignore_error_codes and #facts.ignore_error_codes > 0 and facts.ignore_error_codes,
    needs = facts.needs and #facts.needs > 0 and facts.needs, source = facts.source or '',
    fixedCreated = facts.created, start = facts.start or 0, run = how.run, lane = how.lane or '',
    priority = clampPriority(how.priority), actor = facts.actor, trail = how.trail, extra = how.extra,
  }
end

-- What was said of jobs before, by its text: one job after another says the same.
local hows, howCount = {}, 0
local maxHows = 50
local noHow = { run = false, lane = false, trail = false, extra = false, candidates = false, facts = false }

-- What goes with a submitted record; or nil and what is wrong with it.
local function readHow(text)
  if text == '' then return noHow end
  if hows[text] then return hows[text] end
  local ok, how = pcall(cjson.decode, text)
  if not ok or type(how) ~= 'table' then return nil, 'how it is submitted is not JSON' end
  local wrong = wrongType(how, howTypes)
  if wrong == 'candidates' then return nil, 'candidates are not a list of public keys' end
  if wrong then return nil, wrong .. ' is not ' .. (howTypes[wrong] == 'string' and 'text' or 'a ' .. howTypes[wrong]) end
  wrong = how.facts and wrongType(how.facts, factTypes)
  if wrong then return nil, 'facts: ' .. wrong .. ' is not a ' .. factTypes[wrong] end
  if how.facts and not (how.facts.guidBytes and how.facts.actor and how.facts.timeout and how.facts.timeout_schedule) then
    return nil, 'facts: guidBytes, actor, timeout or timeout_schedule is missing'
  end
  if how.trail and not pcall(cjson.decode, how.trail) then return nil, 'trail is not JSON' end
  if how.extra and not pcall(cjson.decode, '{"":0' .. how.extra .. '}') then return nil, 'extra is not JSON' end
  if how.candidates and not all(how.candidates, isText) then return nil, 'candidates are not a list of public keys' end
  if howCount >= maxHows then hows, howCount = {}, 0 end
  hows[text], howCount = how, howCount + 1
  return how
end

-- What else anybody reads in a record must be of its type, for whoever executes it trusts in that.
local function needFitting(record, raw, codes, problems)
  if #record > maxRecordBytes then problems[#problems + 1] = 'it is longer than ' .. maxRecordBytes .. ' bytes' end
  if not isText(raw.actor) or not isText(raw.action) then
    problems[#problems + 1] = 'it names no actor and action'
  elseif not isName(raw.actor) or not isName(raw.action) then
    problems[#problems + 1] = 'actor and action are 1 to 64 of a-z, 0-9 and _'
  end
  if not isText(raw.source) then problems[#problems + 1] = 'it has no source' end
  if not all(codes, function(code) return type(code) == 'number' end) then
    problems[#problems + 1] = 'ignore_error_codes are not numbers'
  end
  needText(raw, { 'circle', 'context' }, problems)
  needParams(raw.params, problems)
  for _, name in ipairs({ 'log', 'debug' }) do boolOr(raw[name], false, problems, name) end
end

-- A job as its record describes it; or nil and what is wrong, and then the job as far as it could be read.
-- `key`: the guid under which somebody has written it already.
local function jobByRecord(record, how, key)
  local spec, raw, status = readRecord(record)
  if not spec then return nil, raw end
  local problems = {}
  if type(status) ~= 'table' then
    problems[1], status = 'its status is no object', {}
  end
  local hasGuid = isText(raw.guid) and #raw.guid > 0 and #raw.guid <= 256
  if not hasGuid and not key then return nil, 'it has no guid' end
  if key and raw.guid ~= key then
    problems[#problems + 1] = hasGuid and 'its guid is another one: ' .. raw.guid or 'it has no guid'
  end
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
  if not all(agents, isText) then problems[#problems + 1] = 'agents are not public keys' end
  local codes = listOr(raw.ignore_error_codes, problems, 'ignore_error_codes')
  needFitting(record, raw, codes, problems)
  local created = numberOr(status.created, 0, problems, 'status.created', 4294967295)
  local fixed = {
    named = #agents > 0, retry = numberOr(raw.retry, 0, problems, 'retry', 2 ^ 53),
    scheduleMs = 1000 * numberOr(raw.timeout_schedule, 60, problems, 'timeout_schedule', 65535),
    timeoutMs = 1000 * numberOr(raw.timeout, 3600, problems, 'timeout', 65535),
    ignoreError = boolOr(raw.ignore_error, false, problems, 'ignore_error'), ignoreCodes = #codes > 0 and codes or false,
    needs = #needs > 0 and needs, source = isText(raw.source) and raw.source or '',
    fixedCreated = created ~= 0 and created, start = numberOr(status.start, 0, problems, 'status.start', 4294967295),
    run = how.run, lane = how.lane or '', priority = clampPriority(how.priority),
    actor = isText(raw.actor) and raw.actor or '', trail = how.trail, extra = how.extra,
  }
  local job = newJob(key or raw.guid, spec, fixed, how.candidates, how.revision or 0)
  if #problems > 0 then return nil, table.concat(problems, '; '), job end
  return job
end

-- A job that is submitted; or nil and what is wrong, and then, if it can be, the job as far as it could be read.
local function readJob(record, howText, key)
  local how, trouble = readHow(howText)
  if not how then return nil, trouble end
  local facts = how.facts
  if not facts then return jobByRecord(record, how, key) end
  how.fixed = how.fixed or fixedByFacts(how)
  local guid = string.sub(record, 10, 9 + facts.guidBytes)
  local job = newJob(guid, record, how.fixed, how.candidates, how.revision or 0)
  job.quoted = '"' .. guid .. '"'
  if how.candidates then
    if how.packedFor ~= W.made or how.packedIn ~= W.jobsKey then
      how.packedCandidates = packCandidates(how.candidates)
      how.packedFor, how.packedIn = W.made, W.jobsKey
    end
    job.packedCandidates = how.packedCandidates
  end
  return job
end
