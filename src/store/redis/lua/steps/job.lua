-- A job between its two places: the record that everybody reads, and what lies beside it, packed.

-- Spelled out, for a table whose size is known beforehand is made several times as fast. New members go to the end.
local function unpackJob(guid, packed)
  local v = cmsgpack.unpack(packed)
  return {
    guid = guid,
    state = v[1], id = v[2], offset = v[3], created = v[4], start = v[5], createdMs = v[6], run = v[7], lane = v[8],
    priority = v[9], actor = v[10], trail = v[11], extra = v[12], named = v[13], retry = v[14], scheduleMs = v[15],
    timeoutMs = v[16], ignoreError = v[17], ignoreCodes = v[18], inbox = v[19], agent = v[20], session = v[21],
    fence = v[22], answered = v[23], candidates = v[24], revision = v[25], turn = v[26], round = v[27], lost = v[28],
    attempt = v[29], unmet = v[30], notBefore = v[31], due = v[32], undecided = v[33], cancel = v[34],
    scheduledMs = v[35], startedMs = v[36], endedMs = v[37], outcome = v[38], ignored = v[39], code = v[40],
    message = v[41], result = v[42], seq = v[43], batch = v[44],
    needs = v[45], source = v[46], parked = v[47],
  }
end

local function packJob(j)
  return cmsgpack.pack({
    j.state, j.id, j.offset, j.created, j.start, j.createdMs, j.run, j.lane, j.priority, j.actor, j.trail, j.extra,
    j.named, j.retry, j.scheduleMs, j.timeoutMs, j.ignoreError, j.ignoreCodes, j.inbox, j.agent, j.session, j.fence,
    j.answered, j.candidates, j.revision, j.turn, j.round, j.lost, j.attempt, j.unmet, j.notBefore, j.due,
    j.undecided, j.cancel, j.scheduledMs, j.startedMs, j.endedMs, j.outcome, j.ignored, j.code, j.message, j.result,
    j.seq, j.batch, j.needs, j.source, j.parked,
  })
end

-- What indexes say of the job at this moment.
local function noteIndexed(job)
  job.was = {
    state = job.state, inbox = job.inbox, session = job.session, due = job.due, undecided = job.undecided,
    agent = job.agent,
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
  return ',"status":{"guid":' .. quote(job.guid) .. ',"created":' .. job.created .. ',"start":' .. job.start
    .. ',"end":' .. ended .. ',"status":"' .. job.state .. '"' .. (job.extra or '') .. '}}'
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
