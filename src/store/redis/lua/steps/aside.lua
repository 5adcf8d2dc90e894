-- A large batch comes in pieces, which are kept aside until the last one is there.

-- A batch is committed within this time, or thrown away.
local batchPatienceMs = 60000
-- How a job is submitted that is so as the one before it. Jobs of one batch mostly are.
local asBefore = '='

-- A batch that is kept aside is a list of what was given of its jobs, record and how in turn, and has a mark under the guid
-- of each: so nobody sees it, and nobody else can take the guids.
local function asideKey(batch)
  return W.p .. 'batch:' .. batch
end

-- `at`: index of the record in the list, from 0.
local function packAside(batch, at)
  return struct.pack('<BI4', 0, at) .. batch
end

-- `guids` and `places`: of each job, and where its record stands in `args`, followed by how it is submitted.
local function keepAside(batch, guids, places, args)
  local key = asideKey(batch)
  local length = call('LLEN', key)
  local given, marks, before = {}, {}, nil
  for i = 1, #guids do
    local place, last = places[i], 2 * i
    local how = args[place + 1]
    -- The first one of what a call will begin has to say it.
    local isFirst = (length / 2 + i - 1) % shared.pieceSize == 0
    given[last - 1], given[last] = args[place], how == before and not isFirst and asBefore or how
    before = how
    marks[last - 1], marks[last] = guids[i], packAside(batch, length + last - 2)
  end
  call('ZADD', W.p .. 'batches', int(W.now + batchPatienceMs), batch)
  if #given == 0 then return end
  call('RPUSH', key, unpack(given))
  call('HSET', W.side, unpack(marks))
end

local function keepNewcomersAside(batch, newcomers, args)
  local guids, places = {}, {}
  for i, job in ipairs(newcomers) do
    guids[i], places[i] = job.guid, job.at
    -- They are needed from now on, so that retention spares them.
    for _, guid in ipairs(job.needs or none) do call('ZADD', W.p .. 'dep:' .. guid, 0, job.guid) end
  end
  keepAside(batch, guids, places, args)
end

-- Keeps a piece aside as most are: all of it is new and needs nothing. False, having done nothing, of any other, also of one
-- in which something is wrong.
local function keepPlainAside(batch, args, from)
  local guids, places, isThere, facts, how = {}, {}, {}, nil, ''
  for i = from, #args, 2 do
    if args[i + 1] ~= asBefore then
      how = args[i + 1] or ''
      facts = (readHow(how) or none).facts
      if not facts or facts.needs then return false end
    end
    args[i + 1] = how
    local guid = facts and guidByFacts(args[i], facts)
    if not guid or isThere[guid] then return false end
    isThere[guid] = true
    guids[#guids + 1], places[#places + 1] = guid, i
  end
  if #guids == 0 then return false end
  local stored = call('HMGET', W.side, unpack(guids))
  for i = 1, #guids do
    if stored[i] then return false end
  end
  if noRoom() then return false end
  keepAside(batch, guids, places, args)
  return true
end

-- The job at this index of a batch; see keepAside.
local function readKept(batch, at)
  local piece = call('LRANGE', asideKey(batch), at - at % (2 * shared.pieceSize), at + 1)
  for i = #piece, 2, -2 do
    if piece[i] ~= asBefore then return readJob(piece[#piece - 1], piece[i]) end
  end
end
