-- Jobs as they lie in the store, looked up once a call.

-- `packed` as it was found; false if it was not. One that is damaged counts as not there, until a repair. `was`: what
-- indexes say of it.
local function remember(guid, packed)
  local isSound, job = true, false
  if packed then isSound, job = pcall(unpackJob, guid, packed) end
  if not isSound then job = false end
  -- Of a batch that may begin in this very call.
  if job and job.batch then return job end
  if job then
    local session = job.session
    job.was = {
      deadline = deadlines.entryOf(job), undecided = job.undecided, heldBy = session, state = job.state, inbox = job.inbox,
      agent = job.agent, session = session,
    }
    job.recorded = job.state
  end
  W.jobs[guid] = job
  return job
end

-- The job of a guid, one table for one job; false if there is none.
local function find(guid)
  local job = W.jobs[guid]
  if job == nil then return remember(guid, call('HGET', W.side, guid)) end
  return job
end

-- Whose fields this call writes at its end.
local function touch(job)
  if job.isTouched then return end
  job.isTouched = true
  W.dirty[#W.dirty + 1] = job
end

-- Of jobs what lies beside them, and with their records those too, as both are stored; false where there is nothing.
local function storedOf(guids, withRecords)
  if #guids == 0 then return none, none end
  if #guids > 5000 then
    -- So many do not fit onto the stack of Lua.
    local packed, records = {}, withRecords and {}
    for i = 1, #guids do
      packed[i] = call('HGET', W.side, guids[i])
      if records then records[i] = call('HGET', W.jobsKey, guids[i]) end
    end
    return packed, records
  end
  return call('HMGET', W.side, unpack(guids)), withRecords and call('HMGET', W.jobsKey, unpack(guids))
end

-- The job that was looked up so.
local function findStored(guid, packed, record)
  local job = W.jobs[guid]
  if job == nil then job = remember(guid, packed) end
  if job then job.stored = record end
  return job
end

-- Looks up many at once; with their records, if those are to be changed. A single one is found as well without.
local function prefetch(guids, withRecords)
  if #guids <= 1 then return end
  local packed, records = storedOf(guids, withRecords)
  for i = 1, #guids do
    if records then
      findStored(guids[i], packed[i], records[i])
    elseif W.jobs[guids[i]] == nil then
      remember(guids[i], packed[i])
    end
  end
end

local function isOpen(job)
  return not finals[job.state]
end

local function isHeld(job)
  return job.state == 'planned' or job.state == 'running'
end
