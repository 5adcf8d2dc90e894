-- Jobs come into the store as a batch: all of them or none.

-- Jobs of one call; more would not fit onto the stack of Lua.
local maxSubmitted = 1000

-- Newcomers that stand in a cycle or behind one. `byGuid`: the same.
local function circular(newcomers, byGuid)
  local waiting, dependents, ready, left = {}, {}, {}, 0
  for _, job in ipairs(newcomers) do
    local unmet = 0
    for _, guid in ipairs(job.needs or {}) do
      if byGuid[guid] then
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

-- Whether the job under this guid has the same bytes before its status.
local function isSame(known, job)
  if known.spec then return known.spec == job.spec end
  if known.batch then
    local other = readKept(known.batch, known.at)
    return other and other.spec == job.spec
  end
  return string.sub(call('HGET', W.jobsKey, job.guid) or '', 1, known.offset) == job.spec
end

-- `answers`: triples, as hr_submit returns them.
local function addAnswer(answers, word, guid, detail)
  local last = #answers
  answers[last + 1], answers[last + 2], answers[last + 3] = word, guid, detail
end

-- One for which all of the batch is refused.
local function addRefusal(answers, word, guid, detail)
  addAnswer(answers, word, guid, detail)
  answers.isRefused = true
end

-- Jobs of `args`, each with where it stands there, and their guids.
local function readBatch(batch, args, from, answers)
  local jobs, guids = {}, {}
  local read, how = batch == '' and readJob or readAside, ''
  for i = from, #args, 2 do
    if args[i + 1] ~= asBefore then how = args[i + 1] or '' end
    args[i + 1] = how
    local job, problem = read(args[i], how)
    if job then
      job.at = i
      jobs[#jobs + 1] = job
      guids[#guids + 1] = job.guid
    else
      addRefusal(answers, 'bad_record', '', problem)
    end
  end
  return jobs, guids
end

-- Those that are not in the store yet, as a list and by guid. `isBegun`: the batch is committed, so that nothing can join it.
local function newcomersOf(batch, jobs, isBegun, answers)
  local newcomers, byGuid = {}, {}
  for i = 1, #jobs do
    local job = jobs[i]
    local known = byGuid[job.guid] or find(job.guid)
    if not known and isBegun then
      addRefusal(answers, 'conflict', job.guid, 'its batch has begun')
    elseif not known then
      newcomers[#newcomers + 1] = job
      byGuid[job.guid] = job
    elseif known.batch and isBegun then
      addAnswer(answers, 'existing', job.guid, '')
    elseif known.batch and known.batch ~= batch then
      addRefusal(answers, 'conflict', job.guid, 'it is being submitted at this moment')
    elseif not isSame(known, job) then
      addRefusal(answers, 'conflict', job.guid, 'another job has this guid')
    elseif not known.batch and known ~= byGuid[job.guid] then
      addAnswer(answers, 'existing', job.guid, '')
    end
  end
  return newcomers, byGuid
end

-- Whether what they need is there, and no cycle.
local function checkNeeds(batch, newcomers, byGuid, answers)
  local isConnected = false
  for i = 1, #newcomers do
    local job = newcomers[i]
    for _, guid in ipairs(job.needs or none) do
      isConnected = true
      local needed = not byGuid[guid] and find(guid)
      if not byGuid[guid] and (not needed or (needed.batch and needed.batch ~= batch)) then
        -- What one piece of a batch does not know, another may bring.
        local say = batch == '' and addRefusal or addAnswer
        say(answers, 'unknown_dependency', job.guid, guid)
      end
    end
  end
  if not isConnected then return end
  for guid in pairs(circular(newcomers, byGuid) or none) do addRefusal(answers, 'dependency_cycle', guid, 'waits for itself') end
end

-- Takes what stands in `args` from `from` on, a record and how it is submitted in turn. Returns the triples that hr_submit
-- answers, and whether all of it was refused, so that nothing was written.
local function submitBatch(batch, args, from)
  local answers = { isRefused = false }
  local isBegun = batch ~= '' and call('ZSCORE', W.p .. 'begun', batch)
  if batch ~= '' and not isBegun and keepPlainAside(batch, args, from) then return answers, false end
  local jobs, guids = readBatch(batch, args, from, answers)
  prefetch(guids)
  local newcomers, byGuid = newcomersOf(batch, jobs, isBegun, answers)
  checkNeeds(batch, newcomers, byGuid, answers)
  local full = not answers.isRefused and #newcomers > 0 and noRoom()
  if full then addRefusal(answers, 'full', full[1], full[2]) end
  if answers.isRefused then return answers, true end

  if batch == '' then
    for i = 1, #newcomers do enlist(newcomers[i]) end
    for i = 1, #newcomers do begins(newcomers[i]) end
  elseif not isBegun then
    keepNewcomersAside(batch, newcomers, args)
  end
  return answers, false
end
