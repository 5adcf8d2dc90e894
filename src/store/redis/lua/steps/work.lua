-- Applies steps: keeps the indexes, gathers events, lets ends run on to dependents, and writes it all at the end.

-- Failed attempts kept of one job.
local maxAttempts = 100
-- Dependents that one call moves on at most; the others are moved on by those that follow.
local maxDependents = 50
-- Events kept for those who come late.
local keptEvents = 5000
-- A longer result is read from its job instead of being kept in the trail of events too.
local inlineResult = 4096

local stateCounters = {
  created = 'state:created', scheduled = 'state:scheduled', planned = 'state:planned', running = 'state:running',
  ok = 'state:ok', error = 'state:error',
}

-- What follows on a path in the text of an event.
local function endText(how)
  local result = how.result and (#how.result > inlineResult and ',"big":true' or ',"result":' .. how.result) or ''
  return ',"outcome":"' .. how.outcome .. (how.code ~= 0 and '","code":' .. int(how.code) or '"')
    .. (how.message ~= '' and ',"message":' .. quote(how.message) or '') .. result .. '}'
end

-- An event says only what is not as usual; see feed.ts for what that is. Jobs to which the same happens one after another
-- share one.
local function tell(job, event)
  local run, agent, attempt, how = job.run, job.agent, job.attempt, event.how
  local text = ',"path":[' .. event.path
    .. (run and '],"run":' .. quote(run) or ']')
    .. (agent and ',"agent":' .. quoteAgent(agent) or '')
    .. (attempt ~= 0 and ',"attempt":' .. int(attempt) or '')
    .. (job.ignored and ',"ignored":true' or '')
    .. (how and endText(how) or '}')
  W.event, W.told = W.event + 1, W.told + 1
  local events = W.events
  local last = events[#events]
  if last and last.text == text then
    last[#last + 1] = job.quoted or quote(job.guid)
  else
    events[#events + 1] = { job.quoted or quote(job.guid), text = text }
  end
end

local function eventText(event)
  if #event == 1 then return '{"guid":' .. event[1] .. event.text end
  return '{"guids":[' .. table.concat(event, ',') .. ']' .. event.text
end

local function eventsText()
  local events = W.events
  if #events == 1 then return '[' .. eventText(events[1]) .. ']' end
  local texts = {}
  for i = 1, #events do texts[i] = eventText(events[i]) end
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
  end
  if W.limited and was.session ~= job.session then countHeld(job, was) end
  if was.state ~= job.state then
    if was.state then count(stateCounters[was.state], -1) end
    count(stateCounters[job.state], 1)
    if finals[job.state] then
      count('outcome:' .. job.outcome, 1)
      pushLater(W.p .. 'fin:' .. job.state, int(job.id))
      if job.run then countOpen(job, -1) end
      W.over[#W.over + 1] = job.guid
    end
  end
  was.state, was.inbox, was.agent, was.session = job.state, job.inbox, job.agent, job.session
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
  local keys, ended, prefix = {}, {}, W.p .. 'dep:'
  for i = 1, #guids do keys[i] = prefix .. guids[i] end
  -- Mostly there are none at all.
  if call('EXISTS', unpack(keys)) == 0 then return ended end
  for i, guid in ipairs(guids) do
    if call('EXISTS', keys[i]) == 1 then ended[#ended + 1] = guid end
  end
  return ended
end

-- Whether dependents are left for following calls: said beside the counters, where every call reads it.
local function setBehind(on)
  if (W.behind and true or false) == on then return end
  W.behind = on and '1' or false
  if on then call('HSET', W.n, 'behind', '1') else call('HDEL', W.n, 'behind') end
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
      setBehind(true)
    elseif W.cursors and W.cursors[guid] then
      call('HDEL', queue, guid)
    end
  end
  W.ended, W.cursors = false, false
end

-- All that follows from what has ended; what there is no room for is left for following calls.
local function settle()
  while #W.over > 0 do
    local over = W.over
    W.over = {}
    W.ended = awaited(over)
    if #W.ended > 0 then moveDependents() end
  end
end

-- Moves on dependents that former calls had no room for.
local function continueEnded()
  local queue = W.p .. 'ended'
  if not W.behind then return end
  local scan = call('HSCAN', queue, 0, 'COUNT', 10)
  W.cursors, W.ended = {}, {}
  for i = 1, #scan[2], 2 do
    W.cursors[scan[2][i]] = scan[2][i + 1]
    W.ended[#W.ended + 1] = scan[2][i]
  end
  moveDependents()
  settle()
  if call('EXISTS', queue) == 0 then setBehind(false) end
end

-- Counters that have changed: the usual ones are added to `fields`.
local function keepCounts(fields)
  for name, by in pairs(W.counts) do
    local place = usualCounters[name]
    if by == 0 then
      -- It went there and back.
    elseif place then
      fields[#fields + 1] = name
      fields[#fields + 1] = int((W.numbers[place] or 0) + by)
    else
      call('HINCRBY', W.n, name, by)
    end
  end
end

-- Events are cut only now and then, which takes longer than to add one.
local cutEvery = 50

-- Last thing in a call that changes something: [answer, whether more is to be done, number of the last event].
local function complete(answer)
  settle()
  for _, job in pairs(W.dirty) do gatherIndexes(job) end
  writeGathered()
  writeJobs()
  keepTurns()
  local event, told = W.event, W.told
  local last = int(event)
  local fields = { 'clock', W.nowText, 'event', last }
  if W.id ~= W.firstId then
    fields[5], fields[6] = 'id', int(W.id)
  end
  keepCounts(fields)
  if W.wasAway then
    fields[#fields + 1] = 'grace'
    fields[#fields + 1] = int(W.grace)
  end
  call('HSET', W.n, unpack(fields))
  if told > 0 then
    -- The entries are named after their last event, so that they are kept by number of events.
    local id = last .. '-' .. int(told)
    if event % cutEvery < told then
      call('XADD', W.eventsKey, 'MINID', '~', int(math.max(0, event - keptEvents)), id, 'at', W.nowText, 'e', eventsText())
    else
      call('XADD', W.eventsKey, id, 'at', W.nowText, 'e', eventsText())
    end
  end
  return { answer, (W.left or W.behind) and 1 or 0, event }
end
