-- Jobs come into the store and begin their lives.

-- Gives a job its number and its position in the order of all.
local function enlist(job)
  job.id = nextInOrder(job.guid)
  if job.run then call('ZADD', W.p .. 'run:' .. job.run, int(job.id), job.guid) end
  W.jobs[job.guid] = job
end

-- A job begins its life: counts what it waits for. All that come with it are enlisted.
local function begins(job)
  local bad
  for _, guid in ipairs(job.needs or none) do
    call('ZADD', W.p .. 'dep:' .. guid, int(job.id), job.guid)
    local needed = find(guid)
    -- One that has ended, and still releases those behind it, comes to this one, too.
    if needed and (isOpen(needed) or isGood(needed) and releases.areUnderway(guid)) then
      job.unmet = job.unmet + 1
    elseif not needed or not isGood(needed) then
      bad = bad or guid
      if not needed then call('ZREM', W.p .. 'dep:' .. guid, job.guid) end
    end
  end
  if bad then job.unmet = job.unmet + 1 end
  job.state = 'created'
  local event = arrive(job)
  if job.run then countOpen(job, 1) end
  apply(job, event)
  if bad then apply(job, dependencyFailed(job, bad)) end
end

