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

local statusSign = ',"status":{'

-- The record without its status, both decoded; or nil and what is wrong with the text. `offset`: where the status begins,
-- if it is said.
local function readRecord(record, offset)
  if offset and string.sub(record, offset + 1, offset + #statusSign) == statusSign then
    local ok, raw = pcall(cjson.decode, record)
    if ok and type(raw.status) == 'table' then return string.sub(record, 1, offset), raw, raw.status end
  end
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

-- The value if it is of a type, false if there is none; and, if it is of another type, what is wrong.
local function typed(how, name, wanted, problem)
  local value = how[name]
  if isNull(value) then return false end
  if type(value) ~= wanted then return false, name .. problem end
  return value
end

local lastText, lastHow
local noHow = { run = false, lane = false, trail = false, extra = false, candidates = false }

-- What goes with a submitted record; or nil and what is wrong with it.
local function readHow(text)
  if text == '' then return noHow end
  -- One job after another says the same.
  if text == lastText then return lastHow end
  local ok, how = pcall(cjson.decode, text)
  if not ok or type(how) ~= 'table' then return nil, 'how it is submitted is not JSON' end
  local run, badRun = typed(how, 'run', 'string', ' is not text')
  local lane, badLane = typed(how, 'lane', 'string', ' is not text')
  local trail, badTrail = typed(how, 'trail', 'string', ' is not text')
  local extra, badExtra = typed(how, 'extra', 'string', ' is not text')
  local priority, badPriority = typed(how, 'priority', 'number', ' is not a number')
  local revision, badRevision = typed(how, 'revision', 'number', ' is not a number')
  local offset, badOffset = typed(how, 'offset', 'number', ' is not a number')
  local candidates, badCandidates = typed(how, 'candidates', 'table', ' are not a list of public keys')
  local bad = badRun or badLane or badTrail or badExtra or badPriority or badRevision or badOffset or badCandidates
  if bad then return nil, bad end
  if trail and not pcall(cjson.decode, trail) then return nil, 'trail is not JSON' end
  if extra and not pcall(cjson.decode, '{"":0' .. extra .. '}') then return nil, 'extra is not JSON' end
  if candidates and not all(candidates, isText) then return nil, 'candidates are not a list of public keys' end
  lastText, lastHow = text, {
    run = run, lane = lane, trail = trail, extra = extra, priority = priority, revision = revision, offset = offset,
    candidates = candidates,
  }
  return lastHow
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

-- A job as it will lie beside its record; or nil and what is wrong, and then the job as far as it could be read.
-- `key`: the guid under which somebody has written it already.
local function readJob(record, howText, key)
  local how, trouble = readHow(howText)
  if not how then return nil, trouble end
  local spec, raw, status = readRecord(record, how.offset)
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
  -- Our own writers, who say where the status begins, have checked what they send.
  if not how.offset then needFitting(record, raw, codes, problems) end
  local start = numberOr(status.start, 0, problems, 'status.start', 4294967295)
  local created = numberOr(status.created, 0, problems, 'status.created', 4294967295)
  local job = {
    guid = key or raw.guid, state = false, spec = spec, offset = #spec, needs = #needs > 0 and needs,
    created = created == 0 and math.floor(W.now / 1000) or created, start = start, createdMs = W.now,
    run = how.run, lane = how.lane or '',
    priority = math.min(maxPriority, math.max(0, math.floor(how.priority or defaultPriority))),
    actor = isText(raw.actor) and raw.actor or '', trail = how.trail,
    extra = how.extra,
    named = #agents > 0, retry = numberOr(raw.retry, 0, problems, 'retry', 2 ^ 53),
    scheduleMs = 1000 * numberOr(raw.timeout_schedule, 60, problems, 'timeout_schedule', 65535),
    timeoutMs = 1000 * numberOr(raw.timeout, 3600, problems, 'timeout', 65535),
    ignoreError = boolOr(raw.ignore_error, false, problems, 'ignore_error'), ignoreCodes = #codes > 0 and codes or false,
    inbox = false, agent = false, session = false, fence = 0, answered = false,
    candidates = how.candidates, revision = how.revision or 0,
    turn = 0, round = 0, lost = 0, attempt = 0, unmet = 0, notBefore = start * 1000 > W.now and start * 1000 or 0,
    due = false, undecided = false, cancel = false, scheduledMs = false, startedMs = false, endedMs = false,
    outcome = false, ignored = false, code = 0, message = '', result = false, seq = false, batch = false, was = {},
    source = isText(raw.source) and raw.source or '', parked = false,
  }
  if #problems > 0 then return nil, table.concat(problems, '; '), job end
  return job
end
