-- Mirrors src/lifecycle/hold.ts: while an agent has a job.

-- After its `timeout` a job is taken from its holder this much later; one that was handed over, and may not have been fetched,
-- not before the lease of a dead holder has ended, so that no time is counted as its own in which it did not begin.
local holdGraceMs = { timeout = shared.timeoutGraceMs, handed = shared.timeoutGraceMs + 15000 }

local starts, isTaken = { path = '"running"' }, { path = '"planned"' }
local isTakenAndStarts = { path = '"planned","running"' }

local function started(job)
  job.state, job.startedMs = 'running', W.now
  job.due = job.timeoutMs ~= 0 and W.now + job.timeoutMs + (W.isHanding and holdGraceMs.handed or holdGraceMs.timeout) or false
  return starts
end

local function claimed(job, agent, session, slot)
  job.state, job.inbox, job.agent, job.session = 'planned', false, agent, session
  job.fence, job.attempt, job.startedMs, job.due = job.fence + 1, job.attempt + 1, false, false
  if not slot then return isTaken end
  started(job)
  return isTakenAndStarts
end

local function released(job)
  job.fence = job.fence + 1
  if job.cancel then return ended(job, cancelledEnd(job.cancel), false) end
  job.state, job.inbox, job.session = 'scheduled', job.agent, false
  job.attempt, job.scheduledMs, job.startedMs, job.due = job.attempt - 1, W.now, false, patience(job)
  return waits, nil, true
end

-- `again`: false, `never`, or milliseconds before which it is not tried again.
local function finished(job, ending, again)
  job.answered = job.fence
  if ending.outcome == 'ok' then
    if job.state == 'running' then return ended(job, ending, false) end
    -- Its start was not told, or got lost.
    job.startedMs = W.now
    local event = ended(job, ending, false)
    event.path = '"running","ok"'
    return event
  end
  if ending.outcome == 'lost' then return holderLost(job, ending.message) end
  if job.cancel or ending.outcome == 'cancelled' then
    ending.outcome = 'cancelled'
    if ending.message == '' then ending.message = job.cancel or '' end
    return ended(job, ending, false)
  end
  return attemptFailed(job, ending, again)
end

local function isHolder(job, fence)
  return isHeld(job) and job.fence == fence
end
