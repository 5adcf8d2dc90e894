-- A job between its two places: the record that everybody reads, and what lies beside it, packed.

-- Value by value, and a table whose members are spelled out: a table on the way there and one that grows cost several
-- times as much. New members go to the end. A job that is kept aside with its batch has its record here as well.
local function unpackOpen(guid, packed)
  local
    state, id, offset, created, start, createdMs, run, lane, priority, actor, trail, extra, named, retry, scheduleMs,
    timeoutMs, ignoreError, ignoreCodes, inbox, agent, session, fence, answered, candidates, revision, turn, round,
    lost, attempt, unmet, notBefore, due, undecided, cancel, scheduledMs, startedMs, endedMs, outcome, ignored, code,
    message, result, seq, batch, needs, source, parked, spec
    = cmsgpack.unpack(packed)
  return {
    guid = guid,
    state = state, id = id, offset = offset, created = created, start = start, createdMs = createdMs, run = run,
    lane = lane, priority = priority, actor = actor, trail = trail, extra = extra, named = named, retry = retry,
    scheduleMs = scheduleMs, timeoutMs = timeoutMs, ignoreError = ignoreError, ignoreCodes = ignoreCodes,
    inbox = inbox, agent = agent, session = session, fence = fence, answered = answered, candidates = candidates,
    revision = revision, turn = turn, round = round, lost = lost, attempt = attempt, unmet = unmet,
    notBefore = notBefore, due = due, undecided = undecided, cancel = cancel, scheduledMs = scheduledMs,
    startedMs = startedMs, endedMs = endedMs, outcome = outcome, ignored = ignored, code = code, message = message,
    result = result, seq = seq, batch = batch, needs = needs, source = source, parked = parked,
    spec = spec or nil,
  }
end

local function packOpen(j)
  return cmsgpack.pack(
    j.state, j.id, j.offset, j.created, j.start, j.createdMs, j.run, j.lane, j.priority, j.actor, j.trail, j.extra,
    j.named, j.retry, j.scheduleMs, j.timeoutMs, j.ignoreError, j.ignoreCodes, j.inbox, j.agent, j.session, j.fence,
    j.answered, j.candidates, j.revision, j.turn, j.round, j.lost, j.attempt, j.unmet, j.notBefore, j.due,
    j.undecided, j.cancel, j.scheduledMs, j.startedMs, j.endedMs, j.outcome, j.ignored, j.code, j.message, j.result,
    j.seq, j.batch, j.needs, j.source, j.parked, j.batch and j.spec
  )
end

-- Agents have numbers, as a public key is longer than all else that is kept of a job that has ended.
local function numberOf(agent)
  local number = W.numbers[agent]
  if not number then
    number = tonumber(call('HGET', W.p .. 'agent_numbers', agent) or nil)
    if not number then
      number = call('HINCRBY', W.n, 'agents', 1)
      call('HSET', W.p .. 'agent_numbers', agent, number)
      call('HSET', W.p .. 'agent_keys', number, agent)
    end
    W.numbers[agent] = number
  end
  return number
end

local function agentOf(number)
  local agent = W.agents[number]
  if agent == nil then
    agent = call('HGET', W.p .. 'agent_keys', number)
    W.agents[number] = agent
  end
  return agent
end

-- Of a job that has ended only what is still asked for is kept. `created` and `outcome` say mostly what others say too.
local function packEnded(j)
  return cmsgpack.pack(
    j.state, j.id, j.offset, j.created ~= math.floor(j.createdMs / 1000) and j.created, j.start, j.createdMs, j.run,
    j.lane, j.priority, j.actor, j.trail, j.extra, j.agent and numberOf(j.agent), j.fence, j.answered, j.attempt, j.cancel,
    j.scheduledMs and j.scheduledMs - j.createdMs, j.startedMs and j.startedMs - j.createdMs, j.endedMs - j.createdMs,
    j.outcome ~= j.state and j.outcome, j.ignored, j.code, j.message, j.result
  )
end

local function unpackEnded(guid, packed)
  local
    state, id, offset, created, start, createdMs, run, lane, priority, actor, trail, extra, agent, fence, answered,
    attempt, cancel, scheduledMs, startedMs, endedMs, outcome, ignored, code, message, result
    = cmsgpack.unpack(packed)
  return {
    guid = guid,
    state = state, id = id, offset = offset, created = created or math.floor(createdMs / 1000), start = start,
    createdMs = createdMs, run = run, lane = lane, priority = priority, actor = actor, trail = trail, extra = extra,
    agent = agent and agentOf(agent), fence = fence, answered = answered, attempt = attempt, cancel = cancel,
    scheduledMs = scheduledMs and createdMs + scheduledMs, startedMs = startedMs and createdMs + startedMs,
    endedMs = createdMs + endedMs, outcome = outcome or state, ignored = ignored, code = code, message = message,
    result = result,
    inbox = false, session = false, due = false, undecided = false, batch = false, parked = false, unmet = 0,
  }
end

-- How what is packed begins when the state is `ok` or `error`.
local endedMarks = { [0xa2] = true, [0xa5] = true }

local function unpackJob(guid, packed)
  if endedMarks[string.byte(packed)] then return unpackEnded(guid, packed) end
  return unpackOpen(guid, packed)
end

local function packJob(job)
  if finals[job.state] then return packEnded(job) end
  return packOpen(job)
end

-- What indexes say of the job at this moment.
local function noteIndexed(job)
  local was = job.was
  was.state, was.inbox, was.agent, was.session = job.state, job.inbox, job.agent, job.session
end

-- `packed` as it was found; false if it was not.
local function remember(guid, packed)
  local job = packed and unpackJob(guid, packed)
  if job then
    job.was = { due = job.due, undecided = job.undecided, heldBy = job.session }
    noteIndexed(job)
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

-- Looks up many at once; with their records, if those are to be changed.
local function prefetch(guids, withRecords)
  local unknown = {}
  for _, guid in ipairs(guids) do
    if W.jobs[guid] == nil then unknown[#unknown + 1] = guid end
  end
  if #unknown > 0 then
    local packed = call('HMGET', W.side, unpack(unknown))
    for i, guid in ipairs(unknown) do remember(guid, packed[i]) end
  end
  if not withRecords or #guids == 0 then return end
  for i, record in ipairs(call('HMGET', W.jobsKey, unpack(guids))) do
    if W.jobs[guids[i]] then W.jobs[guids[i]].stored = record end
  end
end

local function isOpen(job)
  return not finals[job.state]
end

local function isHeld(job)
  return job.state == 'planned' or job.state == 'running'
end

-- The part of the status that never changes.
local function statusHead(job)
  return ',"status":{"guid":' .. quote(job.guid) .. ',"created":' .. job.created .. ',"start":' .. job.start .. ',"end":'
end

-- And the part that does.
local function statusTail(job)
  local ended = job.endedMs and math.floor(job.endedMs / 1000) or '0'
  return ended .. ',"status":"' .. job.state .. (job.extra and '"' .. job.extra .. '}}' or '"}}')
end

-- The record with the state of now: the bytes before the status are never written anew. Nil if it was deleted.
local function splice(job)
  if job.recordState == job.state then return job.record end
  local spec = job.spec
  if not spec then
    local record = job.stored
    if record == nil then record = call('HGET', W.jobsKey, job.guid) end
    if not record then return nil end
    spec = string.sub(record, 1, job.offset)
    job.spec = spec
  end
  job.head = job.head or statusHead(job)
  job.record, job.recordState = spec .. job.head .. statusTail(job), job.state
  return job.record
end

-- Writes what this call has changed of jobs.
local function writeJobs()
  local records, packed = {}, {}
  for guid, job in pairs(W.dirty) do
    local record = not job.batch and splice(job)
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
