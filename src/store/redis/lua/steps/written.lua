-- The record of a job with the state of now, and what a call writes of jobs.

-- When it was created, in seconds.
local function createdOf(job)
  return job.fixedCreated or math.floor(job.createdMs / 1000)
end

-- Of the status, what follows on the guid and never changes. Jobs of one call mostly say the same.
local function statusMiddle(created, start)
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
local plainTails = {
  created = openTails.created .. '}}', scheduled = openTails.scheduled .. '}}', planned = openTails.planned .. '}}',
  running = openTails.running .. '}}',
}

local function statusTail(job, state)
  local extra = job.extra
  if not extra and plainTails[state] then return plainTails[state] end
  local text = openTails[state] or int(math.floor((job.endedMs or 0) / 1000)) .. ',"status":"' .. state .. '"'
  return text .. (extra or '') .. '}}'
end

local function statusText(job, state)
  local guid = job.quoted or quote(job.guid)
  return ',"status":{"guid":' .. guid .. statusMiddle(createdOf(job), job.start) .. statusTail(job, state)
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
  local records, packed, dirty = W.records, W.packed, W.dirty
  local nRecords, nPacked = #records, #packed
  for i = 1, #dirty do
    local job = dirty[i]
    if not job.isGone then
      local guid, record = job.guid, splice(job)
      -- Somebody deleted the record: there is nothing to show any more, but what lies beside it keeps its order.
      if record and job.recorded ~= job.state then
        records[nRecords + 1], records[nRecords + 2] = guid, record
        nRecords = nRecords + 2
        job.recorded = job.state
      end
      packed[nPacked + 1], packed[nPacked + 2] = guid, packJob(job)
      nPacked = nPacked + 2
    end
  end
  if nRecords > 0 then call('HSET', W.jobsKey, unpack(records, 1, nRecords)) end
  if nPacked > 0 then call('HSET', W.side, unpack(packed, 1, nPacked)) end
end
