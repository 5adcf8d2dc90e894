-- Mirrors src/lifecycle/due.ts: what happens although nobody asks.

local function seconds(ms)
  return string.format('%.14g s', ms / 1000)
end

local function within(job)
  return 'within ' .. seconds(job.scheduleMs)
end

local function nobody(job)
  return endingOf('not_picked_up', 'no agent could take it ' .. within(job))
end

local function dueReached(job)
  if W.now < W.grace and (isHeld(job) or job.inbox or job.undecided) then
    job.due = isHeld(job) and W.grace or deadlines.patienceEnd(job.scheduleMs, W.grace)
    return nil
  end
  if job.state == 'created' then
    if not job.undecided then return place(job) end
    return ended(job, nobody(job), job.ignoreError)
  end
  if job.state == 'scheduled' then
    if job.undecided then return ended(job, nobody(job), job.ignoreError) end
    if not job.inbox then return place(job) end
    return attemptFailed(job, endingOf('not_picked_up', 'not picked up ' .. within(job)))
  end
  if isHeld(job) then
    job.fence = job.fence + 1
    if job.cancel then return ended(job, cancelledEnd(job.cancel), false) end
    return attemptFailed(job, endingOf('timeout', 'ran longer than ' .. seconds(job.timeoutMs)))
  end
  job.due = false
  return nil
end
