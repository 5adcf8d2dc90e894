-- What a submitter says beside a record.

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
  return math.min(priorities.most, math.max(0, math.floor(priority or shared.defaultPriority)))
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
-- How many of them, and bytes of one that lie beside a job to its end.
local mostOfHow = { kept = 50, bytes = 60000 }
local noHow = { run = false, lane = false, trail = false, extra = false, candidates = false, facts = false }

-- What goes with a submitted record; or nil and what is wrong with it.
local function readHow(text)
  if text == '' then return noHow end
  if hows[text] then return hows[text] end
  if legible(text) ~= text then return nil, 'how it is submitted is not written in UTF-8' end
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
  if how.trail and not decodeStrictly(how.trail) then return nil, 'trail is not JSON' end
  if how.extra and not pcall(cjson.decode, '{"":0' .. how.extra .. '}') then return nil, 'extra is not JSON' end
  local keptBytes = #(how.run or '') + #(how.lane or '') + #(how.trail or '') + #(how.extra or '')
  if keptBytes > mostOfHow.bytes then
    return nil, 'run, lane, trail and extra have ' .. keptBytes .. ' bytes, and may have ' .. mostOfHow.bytes
  end
  if how.candidates and not all(how.candidates, isText) then return nil, 'candidates are not a list of public keys' end
  if howCount >= mostOfHow.kept then hows, howCount = {}, 0 end
  hows[text], howCount = how, howCount + 1
  return how
end
