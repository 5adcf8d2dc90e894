-- A job between its two places: the record that everybody reads, and what lies beside it, packed.

-- Order of what is packed; only ever append.
local fields = {
  'state', 'id', 'offset', 'created', 'start', 'createdMs', 'run', 'lane', 'priority', 'actor', 'trail', 'extra',
  'named', 'retry', 'scheduleMs', 'timeoutMs', 'ignoreError', 'ignoreCodes',
  'inbox', 'agent', 'session', 'fence', 'answered', 'candidates', 'revision', 'turn', 'round', 'lost', 'attempt',
  'unmet', 'notBefore', 'due', 'undecided', 'cancel', 'scheduledMs', 'startedMs', 'endedMs', 'outcome', 'ignored',
  'code', 'message', 'result', 'seq', 'batch',
}
local fieldCount = #fields

local function unpackJob(guid, packed)
  local values = cmsgpack.unpack(packed)
  local job = { guid = guid }
  for i = 1, fieldCount do job[fields[i]] = values[i] or false end
  return job
end

local function packJob(job)
  local values = {}
  for i = 1, fieldCount do values[i] = job[fields[i]] or false end
  return cmsgpack.pack(values)
end

-- What indexes say of the job at this moment.
local function noteIndexed(job)
  job.was = {
    state = job.state, inbox = job.inbox, session = job.session, due = job.due, undecided = job.undecided,
  }
end

-- The job of a guid, one table for one job; nil if there is none.
local function find(guid)
  local job = W.jobs[guid]
  if job == nil then
    local packed = call('HGET', W.side, guid)
    if not packed then return nil end
    job = unpackJob(guid, packed)
    noteIndexed(job)
    W.jobs[guid] = job
  end
  return job
end

local function isOpen(job)
  return not finals[job.state]
end

local function isHeld(job)
  return job.state == 'planned' or job.state == 'running'
end

-- ,"status":{...}} as it stands last in a record.
local function statusText(job)
  local ended = job.endedMs and math.floor(job.endedMs / 1000) or 0
  return ',"status":{"guid":' .. quote(job.guid) .. ',"created":' .. int(job.created) .. ',"start":' .. int(job.start)
    .. ',"end":' .. int(ended) .. ',"status":"' .. job.state .. '"' .. (job.extra or '') .. '}}'
end

-- The record with the state of now: the bytes before the status are never written anew.
local function splice(job)
  local spec = job.spec
  if not spec then
    local record = call('HGET', W.jobsKey, job.guid)
    if not record then return nil end
    spec = string.sub(record, 1, job.offset)
    job.spec = spec
  end
  return spec .. statusText(job)
end

-- Writes what this call has changed of the job.
local function flushJob(job)
  local record = splice(job)
  -- Somebody deleted the record: there is nothing to show any more, but what lies beside it keeps its order.
  if record and job.recorded ~= job.state then
    call('HSET', W.jobsKey, job.guid, record)
    job.recorded = job.state
  end
  call('HSET', W.side, job.guid, packJob(job))
end
