-- What lies beside the record of a job, packed.
--
-- Of an open job: what changes, in the binary form below, then what was said once and for all; many jobs say the same
-- there, so it is read once. Of a job that has ended: what is still asked for, as MessagePack.

-- state, id, created ms, inbox, agent, fence, answered, revision, turn, round, lost, attempt, unmet, not before, due,
-- undecided, scheduled ms, started ms, seq, where the status begins, bytes kept after the end, then texts: session, cancel,
-- parked, candidates.
-- Agents are numbers, and false is 0 or ''; of a cancel the text begins with '!', of candidates with 'c'.
-- What jobs that come together share are two parts of it, between and after the number and where the status begins.
local forms = { between = '<dI4I4I4I4dI4dI4I4I4dddddd', after = '<I4I2c0I2c0I2c0I2c0' }
forms.open = '<Bd' .. forms.between .. '<I4' .. forms.after
-- As they are written: then comes what was said once and for all.
forms.openAndFixed, forms.afterAndFixed = forms.open .. 'c0', forms.after .. 'c0'
forms.noSeq = 2 ^ 62
local stateCodes = { created = 1, scheduled = 2, planned = 3, running = 4 }
local codedStates = { 'created', 'scheduled', 'planned', 'running' }

-- What stays of a job that has ended. All of it is MessagePack, value after value: the names are spelled out, since a table
-- on the way there costs several times as much.
local function packKept(j)
  return cmsgpack.pack(j.fixedCreated, j.start, j.run, j.lane, j.priority, j.actor, j.trail, j.extra)
end

-- What was said of a job once and for all: that which its end makes useless, then the rest.
local function packFixed(j, kept)
  return cmsgpack.pack(j.named, j.retry, j.scheduleMs, j.timeoutMs, j.ignoreError, j.ignoreCodes, j.needs, j.source) .. kept
end

-- What was packed so and read already, by its bytes, for more than one call.
local fixedOf = {}
local fixedCount = 0
local maxFixed = 200

-- Makes it the metatable of jobs. What is the same of most of them stands there as well, so that their own tables are small.
local function keepFixed(bytes, fixed)
  fixed.answered, fixed.turn, fixed.round, fixed.lost, fixed.unmet, fixed.notBefore = false, 0, 0, 0, 0, 0
  fixed.undecided, fixed.startedMs, fixed.seq, fixed.cancel, fixed.parked, fixed.batch = false, false, false, false, false, false
  fixed.endedMs, fixed.outcome, fixed.ignored, fixed.code, fixed.message, fixed.result = false, false, false, 0, '', false
  if fixedCount >= maxFixed then fixedOf, fixedCount = {}, 0 end
  fixedCount = fixedCount + 1
  fixedOf[bytes] = { __index = fixed }
  return fixedOf[bytes]
end

local function readFixed(bytes)
  local named, retry, scheduleMs, timeoutMs, ignoreError, ignoreCodes, needs, source,
    created, start, run, lane, priority, actor, trail, extra = cmsgpack.unpack(bytes)
  if extra == nil then error('damaged') end
  return keepFixed(bytes, {
    named = named, retry = retry, scheduleMs = scheduleMs, timeoutMs = timeoutMs, ignoreError = ignoreError,
    ignoreCodes = ignoreCodes, needs = needs, source = source, fixedCreated = created, start = start,
    run = run, lane = lane, priority = priority, actor = actor, trail = trail, extra = extra,
  })
end

local function packCandidates(agents)
  if not agents then return '' end
  local texts = { 'c' }
  for i = 1, #agents do texts[i + 1] = struct.pack('<I4', numberOf(agents[i])) end
  return table.concat(texts)
end

-- Public keys of those that may execute it, in order; false while that is not decided. Read when somebody asks.
local function candidatesOf(job)
  if job.candidates == nil then
    local packed, agents = job.packedCandidates, false
    if packed ~= '' then
      agents = {}
      for at = 2, #packed, 4 do agents[#agents + 1] = agentOf((struct.unpack('<I4', packed, at))) end
    end
    job.candidates = agents
  end
  return job.candidates
end

local function setCandidates(job, agents)
  job.candidates, job.packedCandidates = agents, nil
end

local function packOpen(j)
  local session, cancel, parked = j.session or '', j.cancel and '!' .. j.cancel or '', j.parked or ''
  local candidates = j.packedCandidates or packCandidates(j.candidates)
  return struct.pack(
    forms.openAndFixed, stateCodes[j.state], j.id, j.createdMs, j.inbox and numberOf(j.inbox) or 0,
    j.agent and numberOf(j.agent) or 0, j.fence, j.answered or 0, j.revision, j.turn, j.round, j.lost, j.attempt, j.unmet,
    j.notBefore, j.due or 0, j.undecided or 0, j.scheduledMs or 0, j.startedMs or 0, j.seq or forms.noSeq, j.offset, j.keptBytes,
    #session, session, #cancel, cancel, #parked, parked, #candidates, candidates,
    j.fixedBytes
  )
end

local function unpackOpen(guid, packed)
  local state, id, createdMs, inbox, agent, fence, answered, revision, turn, round, lost, attempt, unmet, notBefore, due,
    undecided, scheduledMs, startedMs, seq, offset, keptBytes, session, cancel, parked, candidates, at
    = struct.unpack(forms.open, packed)
  local fixedBytes = string.sub(packed, at)
  local job = {
    guid = guid, state = codedStates[state], id = id, createdMs = createdMs, inbox = inbox ~= 0 and agentOf(inbox),
    agent = agent ~= 0 and agentOf(agent), fence = fence, revision = revision, attempt = attempt, due = due ~= 0 and due,
    scheduledMs = scheduledMs ~= 0 and scheduledMs, offset = offset, keptBytes = keptBytes,
    session = session ~= '' and session, packedCandidates = candidates, fixedBytes = fixedBytes,
    startedMs = startedMs ~= 0 and startedMs,
  }
  if answered ~= 0 then job.answered = answered end
  if turn ~= 0 then job.turn = turn end
  if round ~= 0 then job.round = round end
  if lost ~= 0 then job.lost = lost end
  if unmet ~= 0 then job.unmet = unmet end
  if notBefore ~= 0 then job.notBefore = notBefore end
  if undecided ~= 0 then job.undecided = undecided end
  if seq ~= forms.noSeq then job.seq = seq end
  if cancel ~= '' then job.cancel = string.sub(cancel, 2) end
  if parked ~= '' then job.parked = parked end
  return setmetatable(job, fixedOf[fixedBytes] or readFixed(fixedBytes))
end

-- The ending of a job; false if there is nothing to say but its state.
local function packEnding(j)
  if j.outcome == j.state and not j.ignored and j.code == 0 and j.message == '' and not j.result then return false end
  return { j.outcome, j.ignored, j.code, j.message, j.result }
end

local function packEnded(j)
  return cmsgpack.pack(
    j.state, j.id, j.offset, j.createdMs, j.agent and numberOf(j.agent), j.fence, j.answered, j.attempt, j.cancel,
    j.scheduledMs and j.scheduledMs - j.createdMs, j.startedMs and j.startedMs - j.createdMs, j.endedMs - j.createdMs,
    packEnding(j)
  ) .. (j.fixedBytes and string.sub(j.fixedBytes, -j.keptBytes) or packKept(j))
end

local function unpackEnded(guid, packed)
  local
    state, id, offset, createdMs, agent, fence, answered, attempt, cancel, scheduledMs, startedMs, endedMs, ending,
    created, start, run, lane, priority, actor, trail, extra
    = cmsgpack.unpack(packed)
  if extra == nil or not finals[state] then error('damaged') end
  local outcome, ignored, code, message, result = state, false, 0, '', false
  if ending then outcome, ignored, code, message, result = unpack(ending, 1, 5) end
  return {
    guid = guid,
    state = state, id = id, createdMs = createdMs, agent = agent and agentOf(agent), fence = fence, answered = answered,
    attempt = attempt, cancel = cancel, scheduledMs = scheduledMs and createdMs + scheduledMs,
    startedMs = startedMs and createdMs + startedMs, endedMs = createdMs + endedMs, outcome = outcome,
    ignored = ignored, code = code, message = message, result = result,
    offset = offset, fixedCreated = created, start = start, run = run, lane = lane, priority = priority, actor = actor,
    trail = trail, extra = extra,
    inbox = false, session = false, due = false, undecided = false, batch = false, parked = false, unmet = 0,
  }
end

-- The batch that a job is kept aside with; nil if it is not.
local function batchOf(packed)
  return string.byte(packed) == 0 and string.sub(packed, 6) or nil
end

-- A job that is kept aside with its batch, and where there; see submit.lua.
local function unpackAside(guid, packed)
  return {
    guid = guid, batch = batchOf(packed), at = struct.unpack('<I4', packed, 2), state = 'created',
    inbox = false, session = false, due = false, undecided = false, parked = false, unmet = 0,
  }
end

-- How what is packed begins when the state is `ok` or `error`.
local endedMarks = { [0xa2] = 'ok', [0xa5] = 'error' }

-- Without reading the rest; nil of a job that is kept aside, and where it is damaged.
local function stateOf(packed)
  local mark = string.byte(packed)
  return endedMarks[mark] or codedStates[mark]
end

-- Throws where it is damaged.
local function unpackJob(guid, packed)
  local mark = string.byte(packed)
  if endedMarks[mark] then return unpackEnded(guid, packed) end
  if mark == 0 then return unpackAside(guid, packed) end
  if not codedStates[mark] then error('damaged') end
  return unpackOpen(guid, packed)
end

-- For the jobs of which this is said.
local function prepareFixed(fixed)
  local kept = packKept(fixed)
  fixed.bytes, fixed.keptBytes = packFixed(fixed, kept), #kept
  fixed.meta = keepFixed(fixed.bytes, fixed)
end

-- A job that begins its life. `fixed`: what is said of it once and for all, the members that readFixed finds. `spec`: its
-- record without status. `candidates`: false while that is not decided.
local function newJob(guid, spec, fixed, candidates, revision)
  if not fixed.meta then prepareFixed(fixed) end
  local start = fixed.start * 1000
  local job = {
    guid = guid, state = false, id = false, offset = #spec, createdMs = W.now, inbox = false, agent = false, fence = 0,
    revision = revision, attempt = 0, due = false, scheduledMs = false, keptBytes = fixed.keptBytes, session = false,
    candidates = candidates, fixedBytes = fixed.bytes, spec = spec, was = {},
  }
  if start > W.now then job.notBefore = start end
  return setmetatable(job, fixed.meta)
end

local function packJob(job)
  if finals[job.state] then return packEnded(job) end
  return packOpen(job)
end
