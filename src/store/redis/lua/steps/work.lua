-- Applies steps, and keeps the indexes of jobs by their state.

-- Failed attempts kept of one job.
local maxAttempts = 100

local stateCounters = {
  created = 'state:created', scheduled = 'state:scheduled', planned = 'state:planned', running = 'state:running',
  ok = 'state:ok', error = 'state:error',
}

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
      writeInboxes()
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
  touch(job)
  reindex(job, head)
  if failed then keepAttempt(job, failed) end
  if event then tell(job, event) end
end
