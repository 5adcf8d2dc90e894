-- Jobs come into the store and begin their lives.

-- Gives a job its number and its place in the order of all.
local function enlist(job)
  W.id = W.id + 1
  job.id = W.id
  if job.id % orderSpan == 0 or job.id == 1 then
    local part = int(math.floor(job.id / orderSpan))
    writeIndexes()
    local last = call('ZREVRANGE', W.p .. 'all', 0, 0)[1]
    if last and call('EXISTS', W.p .. 'all:' .. last) == 0 then call('ZREM', W.p .. 'all', last) end
    call('ZADD', W.p .. 'all', part, part)
  end
  pushLater(orderKey(job.id), job.guid)
  if job.run then call('ZADD', W.p .. 'run:' .. job.run, int(job.id), job.guid) end
  W.jobs[job.guid] = job
end

local none = {}

-- A job begins its life: counts what it waits for. All that come with it are enlisted.
local function begins(job)
  local bad
  for _, guid in ipairs(job.needs or none) do
    call('ZADD', W.p .. 'dep:' .. guid, int(job.id), job.guid)
    local needed = find(guid)
    if needed and isOpen(needed) then
      job.unmet = job.unmet + 1
    elseif not needed or not isGood(needed) then
      bad = bad or guid
    end
  end
  if bad then job.unmet = job.unmet + 1 end
  job.state = 'created'
  local event = arrive(job)
  if job.run then countOpen(job, 1) end
  apply(job, event)
  if bad then apply(job, dependencyFailed(job, bad)) end
end

