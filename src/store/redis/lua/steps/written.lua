-- The record of a job with the state of now, and what a call writes of jobs.

-- When it was created, in seconds.
local function createdOf(job)
  return job.fixedCreated or math.floor(job.createdMs / 1000)
end

-- Of the status, what follows on the guid and never changes. Jobs of one call mostly say the same.
local function statusMiddle(job)
  local created, start = createdOf(job), job.start
  if W.created ~= created or W.start ~= start then
    W.created, W.start = created, start
    W.middle = ',"created":' .. int(created) .. ',"start":' .. int(start) .. ',"end":'
  end
  return W.middle
end

-- And what changes, in a state with its end.
local openTails = {
  created = '0,"status":"created"', scheduled = '0,"status":"scheduled"', planned = '0,"status":"planned"',
  running = '0,"status":"running"',
}

local function statusTail(job, state)
  local text = openTails[state] or int(math.floor((job.endedMs or 0) / 1000)) .. ',"status":"' .. state .. '"'
  return text .. (job.extra or '') .. '}}'
end

local function statusText(job, state)
  return ',"status":{"guid":' .. (job.quoted or quote(job.guid)) .. statusMiddle(job) .. statusTail(job, state)
end

-- The record with the state of now: the bytes before the status are never written anew. Nil if it was deleted.
local function splice(job)
  local state, spec = job.state, job.spec
  if job.recordState == state then return job.record end
  if spec then
    job.record, job.recordState = spec .. statusText(job, state), state
    return job.record
  end
  local stored = job.stored
  if stored == nil then stored = call('HGET', W.jobsKey, job.guid) end
  if not stored then return nil end
  -- As we have written it last, only the end of it is another one now.
  local before = not job.isDoubted and statusTail(job, job.recordState or job.recorded)
  local cut = before and #stored - #before or 0
  if cut > job.offset and string.sub(stored, cut + 1) == before then
    job.record = string.sub(stored, 1, cut) .. statusTail(job, state)
  else
    job.record = string.sub(stored, 1, job.offset) .. statusText(job, state)
  end
  job.stored, job.recordState = job.record, state
  return job.record
end

-- Writes what this call has changed of jobs.
local function writeJobs()
  local records, packed = {}, {}
  for guid, job in pairs(W.dirty) do
    local record = splice(job)
    -- Somebody deleted the record: there is nothing to show any more, but what lies beside it keeps its order.
    if record and job.recorded ~= job.state then
      records[#records + 1] = guid
      records[#records + 1] = record
      job.recorded = job.state
    end
    packed[#packed + 1] = guid
    packed[#packed + 1] = packJob(job)
  end
  if #records > 0 then call('HSET', W.jobsKey, unpack(records)) end
  if #packed > 0 then call('HSET', W.side, unpack(packed)) end
end
