-- Applies steps: keeps the indexes, gathers events, lets ends run on to dependents, and writes it all at the end.

-- Failed attempts kept of one job.
local maxAttempts = 100
-- Dependents that one call moves on at most; the others are moved on by those that follow.
local maxDependents = 50
-- Guids in one part of the order of all jobs.
local orderSpan = 100
-- Events kept for those who come late.
local keptEvents = 10000
-- A longer result is read from its job instead of being kept in the trail of events too.
local inlineResult = 4096

local function orderKey(id)
  return W.p .. 'all:' .. math.floor(id / orderSpan)
end

-- An event says only what is not as usual; see feed.ts for what that is. Jobs to which the same happens one after another
-- share one.
local function tell(job, event)
  local how = event.how
  local text = ',"path":[' .. event.path
    .. (job.run and '],"run":' .. quote(job.run) or ']')
    .. (job.agent and ',"agent":' .. quote(job.agent) or '')
    .. (job.attempt ~= 0 and ',"attempt":' .. job.attempt or '')
    .. (job.ignored and ',"ignored":true' or '')
  if how then
    local result = how.result and (#how.result > inlineResult and ',"big":true' or ',"result":' .. how.result) or ''
    text = text .. ',"outcome":"' .. how.outcome
      .. (how.code ~= 0 and '","code":' .. int(how.code) or '"')
      .. (how.message ~= '' and ',"message":' .. quote(how.message) or '')
      .. result
  end
  W.event, W.told = W.event + 1, W.told + 1
  local last = W.events[#W.events]
  if last and last.text == text then
    last[#last + 1] = quote(job.guid)
  else
    W.events[#W.events + 1] = { quote(job.guid), text = text }
  end
end

local function eventsText()
  local texts = {}
  for i, event in ipairs(W.events) do
    texts[i] = (#event == 1 and '{"guid":' .. event[1] or '{"guids":[' .. table.concat(event, ',') .. ']') .. event.text .. '}'
  end
  return '[' .. table.concat(texts, ',') .. ']'
end

local function keepAttempt(job, failed)
  local key = W.p .. 'att:' .. job.guid
  local text = '{"attempt":' .. failed.attempt .. ',"agent":' .. (failed.agent and quote(failed.agent) or 'null')
    .. ',"outcome":"' .. failed.outcome .. '","code":' .. int(failed.code) .. ',"message":' .. quote(failed.message)
    .. ',"started_ms":' .. (failed.startedMs or 'null') .. ',"ended_ms":' .. failed.endedMs
    .. '}'
  if call('RPUSH', key, text) > maxAttempts then call('LPOP', key) end
end

-- Adds one to, or takes one from, the open jobs of a run in its lane.
local function countOpen(job, by)
  local member = job.lane .. '\0' .. job.run
  local open = call('HINCRBY', W.p .. 'open', member, by)
  if by > 0 and open == by then call('ZADD', W.p .. 'runs', 0, member) end
  if open <= 0 then
    call('HDEL', W.p .. 'open', member)
    call('ZREM', W.p .. 'runs', member)
  end
end

local function reindex(job, head)
  local was = job.was
  if was.inbox ~= job.inbox or head then
    if was.inbox then
      if job.parked then leaveParked(job, was.inbox) else call('ZREM', inboxKey(was.inbox, job.lane), job.guid) end
    end
    if job.inbox then intoInbox(job, head) end
  elseif job.inbox and job.replaced then
    intoInbox(job, false)
  end
  if W.limited and was.session ~= job.session then countHeld(job, was) end
  if was.state ~= job.state then
    if was.state then count('state:' .. was.state, -1) end
    count('state:' .. job.state, 1)
    if finals[job.state] then
      count('outcome:' .. job.outcome, 1)
      pushLater(W.p .. 'fin:' .. job.state, job.guid)
      if job.run then countOpen(job, -1) end
      -- What only a living job needs.
      job.candidates, job.seq, job.needs, job.source = false, false, false, false
      W.over[#W.over + 1] = job.guid
    end
  end
  noteIndexed(job)
end

-- A job has made a step.
local function apply(job, event, failed, head)
  W.dirty[job.guid] = job
  reindex(job, head)
  if failed then keepAttempt(job, failed) end
  if event then tell(job, event) end
end

local function isGood(job)
  return job.state == 'ok' or job.ignored
end

-- Of the jobs that have ended, those that others wait for.
local function awaited(guids)
  local keys, ended = {}, {}
  for i, guid in ipairs(guids) do keys[i] = W.p .. 'dep:' .. guid end
  -- Mostly there are none at all.
  if #keys == 0 or call('EXISTS', unpack(keys)) == 0 then return ended end
  for i, guid in ipairs(guids) do
    if call('EXISTS', keys[i]) == 1 then ended[#ended + 1] = guid end
  end
  return ended
end

-- Moves on the dependents of what has ended, as many as a call may.
local function moveDependents()
  local queue = W.p .. 'ended'
  local at = 1
  while at <= #W.ended do
    local guid = W.ended[at]
    at = at + 1
    local key = W.p .. 'dep:' .. guid
    local needed = find(guid)
    local cursor = (W.cursors and W.cursors[guid]) or '-inf'
    local room = maxDependents - W.work
    local list = room > 0 and call('ZRANGEBYSCORE', key, cursor, '+inf', 'WITHSCORES', 'LIMIT', 0, room) or {}
    for i = 1, #list, 2 do
      local job = find(list[i])
      cursor = '(' .. list[i + 1]
      W.work = W.work + 1
      -- Ended since with another job that it needs, or not yet released from its batch.
      if job and isOpen(job) and not job.batch then
        if not needed or isGood(needed) then
          apply(job, satisfied(job))
        else
          apply(job, dependencyFailed(job, guid))
        end
      end
    end
    if room <= 0 or #list == room * 2 then
      call('HSET', queue, guid, cursor)
      W.left = true
    elseif W.cursors and W.cursors[guid] then
      call('HDEL', queue, guid)
    end
  end
  W.ended = {}
  W.cursors = nil
end

-- All that follows from what has ended; what there is no room for is left for following calls.
local function settle()
  repeat
    local over = W.over
    W.over = {}
    for _, guid in ipairs(awaited(over)) do W.ended[#W.ended + 1] = guid end
    moveDependents()
  until #W.over == 0
end

-- Moves on dependents that former calls had no room for.
local function continueEnded()
  local queue = W.p .. 'ended'
  if call('EXISTS', queue) == 0 then return end
  local scan = call('HSCAN', queue, 0, 'COUNT', 10)
  W.cursors = {}
  for i = 1, #scan[2], 2 do
    W.cursors[scan[2][i]] = scan[2][i + 1]
    W.ended[#W.ended + 1] = scan[2][i]
  end
  settle()
end

-- Last thing in a call that changes something: [answer, whether more is to be done, number of the last event].
local function complete(answer)
  settle()
  writeIndexes()
  writeJobs()
  keepTurns()
  for name, by in pairs(W.counts) do
    if by ~= 0 then call('HINCRBY', W.n, name, by) end
  end
  if W.told > 0 then
    -- The entries are named after their last event, so that they are kept by number of events.
    call('XADD', W.p .. 'ev', 'MINID', '~', math.max(0, W.event - keptEvents), W.event .. '-' .. W.told,
      'at', W.now, 'e', eventsText())
  end
  call('HSET', W.n, 'event', W.event, 'id', W.id, 'clock', W.now)
  if W.wasAway then call('HSET', W.n, 'grace', W.grace) end
  local more = W.left or call('EXISTS', W.p .. 'ended') == 1
  return { answer, more and 1 or 0, W.event }
end
