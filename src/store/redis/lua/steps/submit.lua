-- Jobs come into the store as a batch: all of them or none.

-- Jobs of one call; more would not fit onto the stack of Lua.
local maxSubmitted = 1000
-- A batch is committed within this time, or thrown away.
local batchPatienceMs = 60000
-- Jobs of a batch that a call begins.
local batchPiece = shared.pieceSize
-- How a job is submitted that is so as the one before it. Jobs of one batch mostly are.
local asBefore = '='

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

-- A batch that is kept aside is a list of what was given of its jobs, record and how in turn, and has a mark under the guid
-- of each: so nobody sees it, and nobody else can take the guids.
local function asideKey(batch)
  return W.p .. 'batch:' .. batch
end

-- `at`: place of the record in the list, from 0.
local function packAside(batch, at)
  return struct.pack('<BI4', 0, at) .. batch
end

local function keepAside(batch, newcomers, args)
  local key = asideKey(batch)
  local length = call('LLEN', key)
  local given, marks, before = {}, {}, nil
  for i, job in ipairs(newcomers) do
    local how = args[job.at + 1]
    -- The first one of what a call will begin has to say it.
    local isFirst = (length / 2 + i - 1) % batchPiece == 0
    given[2 * i - 1], given[2 * i] = args[job.at], how == before and not isFirst and asBefore or how
    before = how
    marks[2 * i - 1], marks[2 * i] = job.guid, packAside(batch, length + 2 * i - 2)
    -- They are needed from now on, so that retention spares them.
    for _, guid in ipairs(job.needs or {}) do call('ZADD', W.p .. 'dep:' .. guid, 0, job.guid) end
  end
  call('ZADD', W.p .. 'batches', int(W.now + batchPatienceMs), batch)
  if #given == 0 then return end
  call('RPUSH', key, unpack(given))
  call('HSET', W.side, unpack(marks))
end

-- The job at this place of a batch, as `given` there; see keepAside.
local function readKept(batch, at)
  local piece = call('LRANGE', asideKey(batch), at - at % (2 * batchPiece), at + 1)
  for i = #piece, 2, -2 do
    if piece[i] ~= asBefore then return readJob(piece[#piece - 1], piece[i]) end
  end
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

-- Takes what stands in `args` from `from` on, a record and how it is submitted in turn. Returns the triples that hr_submit
-- answers, and whether all of it was refused, so that nothing was written.
local function submitBatch(batch, args, from)
  local answers, newcomers, refused = {}, {}, false
  local function answer(word, guid, detail)
    answers[#answers + 1] = word
    answers[#answers + 1] = guid
    answers[#answers + 1] = detail
    -- What one piece of a batch does not know, another may bring.
    if word ~= 'existing' and (word ~= 'unknown_dependency' or batch == '') then refused = true end
  end
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
      answer('bad_record', '', problem)
    end
  end
  prefetch(guids)
  local byGuid = {}
  for i = 1, #jobs do
    local job = jobs[i]
    local known = byGuid[job.guid] or find(job.guid)
    if not known then
      newcomers[#newcomers + 1] = job
      byGuid[job.guid] = job
    elseif known.batch and known.batch ~= batch then
      answer('conflict', job.guid, 'it is being submitted at this moment')
    elseif not isSame(known, job) then
      answer('conflict', job.guid, 'another job has this guid')
    elseif not known.batch and known ~= byGuid[job.guid] then
      answer('existing', job.guid, '')
    end
  end
  local connected = false
  for i = 1, #newcomers do
    local job = newcomers[i]
    for _, guid in ipairs(job.needs or none) do
      connected = true
      local needed = not byGuid[guid] and find(guid)
      if not byGuid[guid] and (not needed or (needed.batch and needed.batch ~= batch)) then
        answer('unknown_dependency', job.guid, guid)
      end
    end
  end
  if connected then
    for guid in pairs(circular(newcomers, byGuid) or none) do answer('dependency_cycle', guid, 'waits for itself') end
  end
  local full = not refused and #newcomers > 0 and noRoom()
  if full then answer('full', full[1], full[2]) end
  if refused then return answers, true end

  if batch == '' then
    for i = 1, #newcomers do enlist(newcomers[i]) end
    for i = 1, #newcomers do begins(newcomers[i]) end
  else
    keepAside(batch, newcomers, args)
  end
  return answers, false
end
