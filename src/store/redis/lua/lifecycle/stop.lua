-- Mirrors src/lifecycle/stop.ts: ends that come from outside.

-- Returns false as second value when nothing changed.
local function cancelled(job, reason)
  if job.state ~= 'running' then
    job.fence = job.fence + 1
    return ended(job, cancelledEnd(reason), false), true
  end
  if job.cancel then return nil, false end
  local grace = W.now + shared.cancelGraceMs
  job.cancel = reason
  job.due = job.due and math.min(job.due, grace) or grace
  return nil, true
end

local function refused(job, ending)
  job.fence = job.fence + 1
  return ended(job, ending, false)
end

local function dependencyFailed(job, dependency)
  return ended(job, endingOf('dependency', 'depends on ' .. dependency .. ', which ended in error'), false)
end
