-- Jobs come into the store as a batch: all of them or none.

-- A batch is committed within this time, or thrown away.
local batchPatienceMs = 60000

-- Newcomers that stand in a circle or behind one.
local function circular(newcomers)
  local waiting, dependents, ready, left = {}, {}, {}, 0
  for _, job in ipairs(newcomers) do
    local unmet = 0
    for _, guid in ipairs(job.needs or {}) do
      if newcomers[guid] then
        unmet = unmet + 1
        dependents[guid] = dependents[guid] or {}
        table.insert(dependents[guid], job.guid)
      end
    end
    if unmet == 0 then ready[#ready + 1] = job.guid else
      waiting[job.guid] = unmet
      left = left + 1
    end
  end
  local at = 1
  while at <= #ready do
    for _, guid in ipairs(dependents[ready[at]] or {}) do
      waiting[guid] = waiting[guid] - 1
      if waiting[guid] == 0 then
        ready[#ready + 1] = guid
        left = left - 1
      end
    end
    at = at + 1
  end
  return left > 0 and waiting or nil
end

-- Takes what stands in `args` from `from` on, a record and how it is submitted in turn. Returns the triples that hr_submit
-- answers, and whether all of it was refused, so that nothing was written.
local function submitBatch(batch, args, from)
  local answers, newcomers, refused = {}, {}, false
  local function answer(word, guid, detail)
    answers[#answers + 1] = word
    answers[#answers + 1] = guid
    answers[#answers + 1] = detail
    if word ~= 'existing' then refused = true end
  end
  local jobs, guids = {}, {}
  for i = from, #args, 2 do
    local job, problem = readJob(args[i], args[i + 1] or '')
    jobs[#jobs + 1] = job or { problem = problem }
    guids[#guids + 1] = job and job.guid
  end
  prefetch(guids)
  for _, job in ipairs(jobs) do
    if job.problem then
      answer('bad_record', '', job.problem)
    else
      local known = newcomers[job.guid] or find(job.guid)
      if not known then
        newcomers[#newcomers + 1] = job
        newcomers[job.guid] = job
      elseif (known.spec or string.sub(call('HGET', W.jobsKey, job.guid) or '', 1, known.offset)) ~= job.spec then
        answer('conflict', job.guid, 'another job has this guid')
      elseif not newcomers[job.guid] then
        if known.batch and known.batch ~= batch then
          answer('conflict', job.guid, 'it is being submitted at this moment')
        elseif not known.batch then
          answer('existing', job.guid, '')
        end
      end
    end
  end
  local connected = false
  for _, job in ipairs(newcomers) do
    for _, guid in ipairs(job.needs or {}) do
      connected = true
      local needed = not newcomers[guid] and find(guid)
      if not newcomers[guid] and (not needed or (needed.batch and needed.batch ~= batch)) then
        answer('unknown_dependency', job.guid, guid)
        -- The rest of its batch may bring it.
        if batch ~= '' then refused = false end
      end
    end
  end
  for guid in pairs(connected and circular(newcomers) or {}) do answer('dependency_cycle', guid, 'waits for itself') end
  local full = not refused and #newcomers > 0 and noRoom()
  if full then answer('full', full[1], full[2]) end
  if refused then return answers, true end

  for _, job in ipairs(newcomers) do
    enlist(job)
    for _, guid in ipairs(job.needs or {}) do call('ZADD', W.p .. 'dep:' .. guid, job.id, job.guid) end
  end
  if batch == '' then
    for _, job in ipairs(newcomers) do
      begins(job, function(guid) return newcomers[guid] ~= nil end)
    end
  else
    call('ZADD', W.p .. 'batches', W.now + batchPatienceMs, batch)
    for _, job in ipairs(newcomers) do
      job.batch, job.state = batch, 'created'
      addLater(W.p .. 'batch:' .. batch, job.id, job.guid)
      W.dirty[job.guid] = job
    end
  end
  return answers, false
end
