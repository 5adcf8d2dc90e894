-- hr_commit: begins a batch whose jobs hr_submit has kept aside; from then on all of it is in the store.
-- hr_abort: throws such a batch away.
-- Guarantee: a committed batch is begun to its end, by calls of hr_continue or by the sweep, whoever dies; one that is
--   neither committed nor aborted is thrown away by the sweep after a minute.
-- KEYS[1]: hash of jobs. ARGV: batch; for hr_commit also how many jobs it has, if that is to be checked.
-- Returns [1, more, event]; 0 if there is no such batch (any more), or not all of it. hr_abort is called again until it says so.

-- The jobs of what was given of a piece of a batch. One that is not marked as its own is passed over.
local function ownJobs(batch, given)
  local jobs, guids, how = {}, {}, ''
  for i = 1, #given, 2 do
    if given[i + 1] ~= asBefore then how = given[i + 1] end
    local job = readJob(given[i], how)
    jobs[#jobs + 1] = job
    guids[#guids + 1] = job and job.guid
  end
  local own, marks = {}, #guids > 0 and call('HMGET', W.side, unpack(guids)) or none
  for i = 1, #jobs do
    if marks[i] and batchOf(marks[i]) == batch then own[#own + 1] = jobs[i] end
  end
  return own
end

local function throwAway(job)
  for _, guid in ipairs(job.needs or none) do call('ZREM', W.p .. 'dep:' .. guid, job.guid) end
  call('DEL', W.p .. 'dep:' .. job.guid)
  call('HDEL', W.side, job.guid)
  W.jobs[job.guid] = nil
end

-- Begins or removes a piece of a batch. Returns whether there is more.
local function moveBatch(batch, committed)
  local given = call('LPOP', asideKey(batch), 2 * shared.pieceSize) or none
  local plain = committed and plainPiece(batch, given)
  if not committed then
    for _, job in ipairs(ownJobs(batch, given)) do throwAway(job) end
  elseif not (plain and beginAsidePlain(plain)) then
    local jobs = ownJobs(batch, given)
    for i = 1, #jobs do enlist(jobs[i]) end
    for i = 1, #jobs do begins(jobs[i]) end
  end
  if call('EXISTS', asideKey(batch)) == 1 then return true end
  call('ZREM', W.p .. 'batches', batch)
  call('ZREM', W.p .. 'begun', batch)
  return false
end

-- A piece of a batch that is committed and not yet begun to its end.
local function continueBatch()
  local batch = call('ZRANGE', W.p .. 'begun', 0, 0)[1]
  if batch then moveBatch(batch, true) end
  if call('EXISTS', W.p .. 'begun') == 1 then W.left = true end
end

-- False: there is no such batch (any more), or it has not so many jobs: where it is sent too slowly, the first pieces may have
-- been thrown away before the last ones came.
local function commitKept(batch, jobs)
  if not call('ZSCORE', W.p .. 'batches', batch) then return false end
  if jobs and call('LLEN', asideKey(batch)) ~= 2 * jobs then return false end
  call('ZREM', W.p .. 'batches', batch)
  call('ZADD', W.p .. 'begun', W.now, batch)
  continueBatch()
  return true
end

register('hr_commit', function(keys, args)
  begin(keys)
  if not commitKept(args[1], tonumber(args[2])) then return { 0, 0, W.event } end
  return complete(1)
end)

register('hr_abort', function(keys, args)
  begin(keys)
  local batch = args[1]
  if not call('ZSCORE', W.p .. 'batches', batch) then return { 0, 0, W.event } end
  moveBatch(batch, false)
  return complete(1)
end)

