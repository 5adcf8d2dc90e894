-- The order of all jobs, by their numbers. Each hundred of them is a list of guids, `all:PART`; the parts that there are stand
-- in `all`. A job keeps its index until all of its part are gone: one that is gone leaves '' there, so that a number
-- always leads to its guid, and other lists can name a job by its number.

local function partOf(id)
  return math.floor(id / orderSpan)
end

local function partKey(part)
  return W.p .. 'all:' .. int(part)
end

-- Index in its part, from 0. Numbers begin with 1.
local function indexOf(id)
  return id < orderSpan and id - 1 or id % orderSpan
end

-- The other way round.
local function numberAt(part, index)
  return part == 0 and index + 1 or part * orderSpan + index
end

-- Guids of a part, read once a call.
local function guidsOf(part)
  W.parts = W.parts or {}
  local guids = W.parts[part]
  if not guids then
    guids = call('LRANGE', partKey(part), 0, -1)
    W.parts[part] = guids
  end
  return guids
end

-- Nil if there is no such job any more.
local function guidAt(id)
  local part, index = partOf(id), indexOf(id)
  local guids = W.parts and W.parts[part]
  local guid = guids and guids[index + 1] or not guids and call('LINDEX', partKey(part), index)
  return guid and guid ~= '' and guid or nil
end

-- The job of a number; false if there is none. A guid may have come again since the job with this number was lost.
local function jobAt(id)
  local job = find(guidAt(id) or '')
  return job and job.id == id and job
end

-- From so many jobs of a part on it is faster to read all of it.
local wholeFrom = 8

-- Looks up many at once, and returns their guids.
local function prefetchAt(ids, withRecords)
  local guids, counts = {}, {}
  for i = 1, #ids do
    local part = partOf(ids[i])
    counts[part] = (counts[part] or 0) + 1
    if counts[part] == wholeFrom then guidsOf(part) end
  end
  for i = 1, #ids do guids[#guids + 1] = guidAt(ids[i]) end
  prefetch(guids, withRecords)
  return guids
end

-- Whether it is where its number says, and whoever goes through all parts comes by it.
local function isInOrder(job)
  local part = partOf(job.id)
  return call('LINDEX', partKey(part), indexOf(job.id)) == job.guid and call('ZSCORE', W.p .. 'all', int(part)) and true or false
end

local function dropPartIfGone(part)
  local key = partKey(part)
  if #call('LPOS', key, '', 'COUNT', 0) < call('LLEN', key) then return end
  call('DEL', key)
  call('ZREM', W.p .. 'all', int(part))
end

-- The next number, given to the job of this guid. Written with the indexes.
local function nextInOrder(guid)
  local id = W.id + 1
  W.id = id
  local part, key = partOf(id), W.lastPartKey
  if id % orderSpan == 0 or id == 1 then
    writeIndexes()
    if part > 0 then dropPartIfGone(part - 1) end
    call('ZADD', W.p .. 'all', int(part), int(part))
    key = nil
  end
  if not key then
    key = partKey(part)
    W.lastPartKey = key
  end
  pushLater(key, guid)
  return id
end

-- Of jobs that are gone, with their guids.
local function leaveOrder(ids)
  local parts = {}
  for id, guid in pairs(ids) do
    local part, index = partOf(id), indexOf(id)
    if guidsOf(part)[index + 1] == guid then
      call('LSET', partKey(part), index, '')
      parts[part] = true
    end
  end
  local last = partOf(W.id)
  for part in pairs(parts) do
    if part ~= last then dropPartIfGone(part) end
  end
end

-- A job that is not where its number says, since somebody broke the order by hand.
local function putBackInOrder(job)
  local part, index = partOf(job.id), indexOf(job.id)
  local key = partKey(part)
  call('ZADD', W.p .. 'all', int(part), int(part))
  for _ = call('LLEN', key), index do call('RPUSH', key, '') end
  call('LSET', key, index, job.guid)
  if W.parts then W.parts[part] = nil end
end
