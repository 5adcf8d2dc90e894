-- hr_why: where a job stands and what it waits for. KEYS[1]: hash of jobs. ARGV: guid.
-- Returns a JSON object, see src/records/wait.ts; nothing if there is no such job. Only reads.

local mostNeeds = 3

-- An object; false stands for null.
local function object(members)
  local parts = {}
  for i = 1, #members, 2 do
    local value = members[i + 1]
    local text = type(value) == 'string' and quote(value) or type(value) == 'number' and int(value) or value and 'true' or 'null'
    parts[#parts + 1] = '"' .. members[i] .. '":' .. text
  end
  return '{' .. table.concat(parts, ',') .. '}'
end

-- When the lease of a process ends.
local function leaseOf(session)
  return tonumber(session and call('ZSCORE', W.p .. 'leases', session) or nil) or false
end

local function labelOf(job)
  local trail = job.trail and cjson.decode(job.trail)
  return type(trail) == 'table' and isText(trail.label) and trail.label or false
end

local function needsOf(job)
  local open, texts = {}, {}
  for _, guid in ipairs(job.needs or none) do
    local other = find(guid)
    if other and isOpen(other) then open[#open + 1] = other end
  end
  table.sort(open, function(a, b) return a.id < b.id end)
  for i = 1, math.min(mostNeeds, #open) do
    texts[i] = object({ 'guid', open[i].guid, 'label', labelOf(open[i]), 'state', open[i].state })
  end
  return '{"kind":"needs","open":[' .. table.concat(texts, ',') .. '],"more":' .. int(math.max(0, #open - mostNeeds)) .. '}'
end

local function whatFor(job)
  if job.unmet > 0 then return needsOf(job) end
  if job.undecided then
    local candidates = candidatesOf(job)
    local isVain = candidates and #candidates == 0 and 'true' or 'false'
    local said = object({ 'kind', 'decision', 'lane', job.lane, 'until', job.due, 'lost', job.lost, 'maxLost', shared.maxLost })
    return string.sub(said, 1, -2) .. ',"isVain":' .. isVain .. '}'
  end
  if job.inbox then
    local limit = job.parked or W.limited and holdsBack(job)
    if limit then
      return object({ 'kind', 'limit', 'id', limit, 'held', call('SCARD', underKey(limit)), 'max', limitMax(limit) or 0,
        'since', job.scheduledMs })
    end
    local ahead = call('ZRANK', inboxKey(job.inbox, job.lane), job.guid) or 0
    return object({ 'kind', 'inbox', 'agent', job.inbox, 'lane', job.lane, 'position', ahead + 1, 'since', job.scheduledMs,
      'seen', tonumber(call('HGET', W.p .. 'seen', job.inbox) or nil) or false, 'until', job.due })
  end
  if job.state == 'created' then return object({ 'kind', 'delay', 'until', job.notBefore }) end
  return object({ 'kind', 'back-off', 'until', job.notBefore, 'round', job.round + 1, 'rounds', job.retry + 1 })
end

redis.register_function{ function_name = 'hr_why', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local job = find(args[1])
  if not job or job.batch then return false end
  if finals[job.state] then
    return object({ 'kind', 'ended', 'outcome', job.outcome, 'message', job.message, 'at', job.endedMs })
  end
  if job.state == 'planned' then
    return object({ 'kind', 'slot', 'agent', job.agent, 'leaseUntil', leaseOf(job.session) })
  end
  if job.state == 'running' then
    return object({ 'kind', 'running', 'agent', job.agent, 'since', job.startedMs, 'attempt', job.attempt,
      'cancel', job.cancel, 'leaseUntil', leaseOf(job.session) })
  end
  return whatFor(job)
end }
