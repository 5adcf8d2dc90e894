-- hr_why: why a job is not done yet, in one sentence. KEYS[1]: hash of jobs. ARGV: guid.
-- Returns text; nothing if there is no such job. Only reads.

local function span(now, past)
  return math.max(0, math.floor((now - (past or now)) / 1000 + 0.5)) .. ' s'
end

local function short(agent)
  return agent and string.sub(agent, 1, 12) or 'unknown'
end

local function heartbeat(agent)
  local seen = agent and call('HGET', W.p .. 'seen', agent)
  if not seen then return 'that agent was never seen here' end
  return "that agent's last heartbeat was " .. span(W.now, tonumber(seen)) .. ' ago'
end

local function lease(session)
  local till = tonumber(session and call('ZSCORE', W.p .. 'leases', session) or nil)
  if not till then return 'its process is not known' end
  return 'its process has a lease for another ' .. span(till, W.now)
end

-- Milliseconds since 1970 as ISO 8601; days to a date after H. Hinnant's civil_from_days.
local function isoTime(ms)
  local days = math.floor(ms / 86400000)
  local left = ms - days * 86400000
  local z = days + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local mp = math.floor((5 * doy + 2) / 153)
  local month = mp < 10 and mp + 3 or mp - 9
  local year = yoe + era * 400 + (month <= 2 and 1 or 0)
  return string.format('%04d-%02d-%02dT%02d:%02d:%02d.%03dZ', year, month, doy - math.floor((153 * mp + 2) / 5) + 1,
    math.floor(left / 3600000), math.floor(left / 60000) % 60, math.floor(left / 1000) % 60, left % 1000)
end

local function needsText(job)
  local shownNeeds, open = 3, {}
  for _, guid in ipairs(job.needs or {}) do
    local other = find(guid)
    if other and isOpen(other) then open[#open + 1] = other end
  end
  table.sort(open, function(a, b) return a.id < b.id end)
  local shown = {}
  for i = 1, math.min(shownNeeds, #open) do
    local other = open[i]
    local trail = other.trail and cjson.decode(other.trail)
    local label = type(trail) == 'table' and isText(trail.label) and trail.label .. ', ' or ''
    shown[i] = other.guid .. ' (' .. label .. other.state .. ')'
  end
  local more = #open - #shown
  local last = more > 0 and more .. ' more' or table.remove(shown) or 'others'
  if #shown == 0 then return 'job ' .. last end
  return 'jobs ' .. table.concat(shown, ', ') .. ' and ' .. last
end

local function whatFor(job)
  local laneText = job.lane == '' and '' or ' (lane ' .. job.lane .. ')'
  if job.unmet > 0 then return 'waits for ' .. needsText(job) end
  if job.undecided then
    local candidates = candidatesOf(job)
    local what = candidates and #candidates == 0 and ': no agent could take it so far' or ''
    local given = job.due and '; given up in ' .. span(job.due, W.now) or ''
    local lost = job.lost > 0 and ' after ' .. job.lost .. ' of at most ' .. shared.maxLost .. ' lost agents' or ''
    return 'waits' .. lost .. ' for a decision who may execute it' .. laneText .. what .. given .. nobodyRuns()
  end
  local limit = job.inbox and (job.parked or W.limited and holdsBack(job))
  if limit then
    return 'held back by the limit on ' .. string.gsub(limit, ':', ' ', 1) .. ': ' .. call('SCARD', underKey(limit))
      .. ' of at most ' .. (limitMax(limit) or 'any number of') .. ' run; waits for ' .. span(W.now, job.scheduledMs)
  end
  if job.inbox then
    local ahead = call('ZRANK', inboxKey(job.inbox, job.lane), job.guid) or 0
    return 'in the inbox of agent ' .. short(job.inbox) .. laneText .. ' at position ' .. ahead + 1
      .. '; nobody has taken it for ' .. span(W.now, job.scheduledMs) .. '; ' .. heartbeat(job.inbox)
  end
  local till = isoTime(job.notBefore)
  if job.state == 'created' then return 'delayed until ' .. till .. ', that is for another ' .. span(job.notBefore, W.now) .. nobodyRuns() end
  return 'back-off until ' .. till .. ', then round ' .. job.round + 1 .. ' of ' .. job.retry + 1 .. nobodyRuns()
end

local function why(job)
  if job.state == 'ok' then return 'it ended ok ' .. span(W.now, job.endedMs) .. ' ago' end
  if job.state == 'error' then
    return 'it ended in error (' .. job.outcome .. ') ' .. span(W.now, job.endedMs) .. ' ago' .. (job.message == '' and '' or ': ' .. job.message)
  end
  if job.state == 'planned' then
    return 'agent ' .. short(job.agent) .. ' has it and waits for a free slot of the actor; ' .. lease(job.session)
  end
  if job.state == 'running' then
    local asked = job.cancel and '; its cancel was requested: ' .. job.cancel or ''
    return 'running on agent ' .. short(job.agent) .. ' for ' .. span(W.now, job.startedMs) .. ', attempt '
      .. job.attempt .. asked .. '; ' .. lease(job.session)
  end
  return whatFor(job)
end

redis.register_function{ function_name = 'hr_why', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local job = find(args[1])
  return job and not job.batch and why(job) or false
end }
