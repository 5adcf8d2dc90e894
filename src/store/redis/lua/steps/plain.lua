-- The three steps that nearly every job makes: put into an inbox, taken out of it and started, ended well. Here for a single
-- job of which nothing special is to be heeded, from what lies beside it and back without a table of the job, which takes half
-- as long; that is what counts for who submits, or does, one job after another. What comes of it is exactly what lifecycle/
-- says: each returns false, having done nothing, for a job that it is not for. test/store/redis/plain.test.ts compares both
-- ways.

-- The record with another end, as we have written it last; nil if its end is not `before`.
local function withTail(record, offset, before, after)
  local cut = #record - #before
  if cut > offset and string.sub(record, cut + 1) == before then return string.sub(record, 1, cut) .. after end
end

local function write(guid, record, packed)
  local records, all = W.records, W.packed
  local last, lastPacked = #records, #all
  records[last + 1], records[last + 2] = guid, record
  all[lastPacked + 1], all[lastPacked + 2] = guid, packed
end

-- As `arrive` in lifecycle/place.lua, and as `claimed` where a session stands ready, of a job of no run that its submitter
-- has checked and admitted for one agent.
local function beginPlain(record, howText)
  local how = readHow(howText)
  local facts, candidates = how and how.facts, how and how.candidates
  if not facts or not candidates or #candidates ~= 1 or how.revision ~= W.revision then return false end
  how.fixed = how.fixed or fixedByFacts(how)
  local said, id = how.fixed, W.id + 1
  if not said.meta then prepareFixed(said) end
  if said.needs or said.run or said.extra or said.start ~= 0 or said.lane ~= '' or said.source == '' or said.source ~= W.source
    or id == 1 or id % orderSpan == 0 or noRoom() then return false end
  local guid = guidByFacts(record, facts)
  if call('HEXISTS', W.side, guid) == 1 then return false end
  W.id = id
  local agent, now, scheduleMs = candidates[1], W.now, said.scheduleMs
  local number, packedCandidates = numberOf(agent), packedCandidatesOf(how)
  local quoted, inbox = '"' .. guid .. '"', inboxKey(agent, '')
  local session = readySession(agent, '')
  if session and call('EXISTS', inbox) == 1 then session = nil end
  local patienceMs = session and said.timeoutMs ~= 0 and said.timeoutMs + timeoutGraceMs or not session and scheduleMs or 0
  local deadline = patienceMs ~= 0 and now + patienceMs or 0
  local created = int(said.fixedCreated or math.floor(now / 1000))
  local state = session and 'running' or 'scheduled'
  local text = record .. ',"status":{"guid":' .. quoted .. ',"created":' .. created .. ',"start":0,"end":' .. plainTails[state]
  local times = session and 1 or 0
  write(guid, text, struct.pack(
    openForm, stateCodes[state], id, now, session and 0 or number, number, times, 0, how.revision, 0, 0, 0, times, 0, 0,
    deadline, 0, now, session and now or 0, noSeq, #record, said.keptBytes, session and #session or 0, session or '', 0, '',
    0, '', #packedCandidates, packedCandidates
  ) .. said.bytes)
  if deadline ~= 0 then addLater(W.dueKey, int(deadline), guid) end
  pushLater(partKey(partOf(id)), guid)
  count('state:' .. state, 1)
  tellOf(quoted, false, agent, 0, false, comesAndWaits)
  if session then
    addLater(W.heldPrefix .. session, int(id), guid)
    tellOf(quoted, false, agent, 1, false, isTakenAndStarts)
    hand(session, { guid, 1, text, state, 1, how.revision, '' })
  else
    addLater(inbox, int(said.priority * prioritySpan + middle + id), guid)
    call('ZADD', markerKey(agent, ''), '0', '1')
  end
  return true
end

-- As `claimed` in lifecycle/hold.lua, with a free slot; what is claimed is appended to `claims`.
local function takePlain(guid, packed, agent, session, claims)
  if string.byte(packed) ~= stateCodes.scheduled then return false end
  local number = numberOf(agent)
  local _, id, createdMs, inbox, _, fence, answered, revision, turn, round, lost, attempt, unmet, notBefore, due,
    undecided, scheduledMs, _, seq, offset, keptBytes, holder, cancel, parked, candidates, at = struct.unpack(openForm, packed)
  if inbox ~= number or undecided ~= 0 or holder ~= '' or cancel ~= '' or parked ~= '' then return false end
  local fixedBytes = string.sub(packed, at)
  local said = (fixedOf[fixedBytes] or readFixed(fixedBytes)).__index
  if said.extra then return false end
  local stored = call('HGET', W.jobsKey, guid)
  local record = stored and withTail(stored, offset, plainTails.scheduled, plainTails.running)
  if not record then return false end
  local now, timeoutMs, run = W.now, said.timeoutMs, said.run
  local deadline = timeoutMs ~= 0 and now + timeoutMs + timeoutGraceMs or 0
  fence, attempt = fence + 1, attempt + 1
  write(guid, record, struct.pack(
    openForm, stateCodes.running, id, createdMs, 0, number, fence, answered, revision, turn, round, lost, attempt, unmet,
    notBefore, deadline, 0, scheduledMs, now, seq, offset, keptBytes, #session, session, 0, '', 0, '', #candidates, candidates
  ) .. fixedBytes)
  if deadline ~= 0 then addLater(W.dueKey, int(deadline), guid)
  elseif due ~= 0 then gather(W.removed, W.dueKey, guid) end
  addLater(W.heldPrefix .. session, int(id), guid)
  count('state:scheduled', -1)
  count('state:running', 1)
  tellOf(quote(guid), run, agent, attempt, false, isTakenAndStarts)
  local last = #claims
  claims[last + 1], claims[last + 2], claims[last + 3], claims[last + 4] = guid, fence, record, 'running'
  claims[last + 5], claims[last + 6], claims[last + 7] = attempt, revision, run or ''
  return true
end

local endsWell = { path = '"ok"', how = { outcome = 'ok', code = 0, message = '', result = false } }

-- As `finished` in lifecycle/hold.lua, of an outcome that is `ok` and says nothing but a result.
local function endPlain(guid, packed, fence, result)
  if string.byte(packed) ~= stateCodes.running then return false end
  local _, id, createdMs, _, agent, itsFence, _, _, _, _, _, attempt, _, _, due, undecided, scheduledMs, startedMs, _, offset,
    keptBytes, session, cancel, _, _, at = struct.unpack(openForm, packed)
  if itsFence ~= fence or undecided ~= 0 or cancel ~= '' or scheduledMs == 0 or session == '' then return false end
  local fixedBytes = string.sub(packed, at)
  local said = (fixedOf[fixedBytes] or readFixed(fixedBytes)).__index
  if said.extra or call('EXISTS', W.p .. 'dep:' .. guid) == 1 then return false end
  local stored = call('HGET', W.jobsKey, guid)
  local record = stored and withTail(stored, offset, plainTails.running, int(math.floor(W.now / 1000)) .. ',"status":"ok"}}')
  if not record then return false end
  write(guid, record, cmsgpack.pack(
    'ok', id, offset, createdMs, agent, fence, fence, attempt, false, scheduledMs - createdMs, startedMs - createdMs,
    W.now - createdMs, result and { 'ok', false, 0, '', result }
  ) .. string.sub(fixedBytes, -keptBytes))
  if due ~= 0 then gather(W.removed, W.dueKey, guid) end
  gather(W.removed, W.heldPrefix .. session, guid)
  pushLater(W.p .. 'fin:ok', int(id))
  count('state:running', -1)
  count('state:ok', 1)
  count('outcome:ok', 1)
  if said.run then countOpen(said, -1) end
  local event = result and { path = '"ok"', how = { outcome = 'ok', code = 0, message = '', result = result } } or endsWell
  tellOf(quote(guid), said.run, agentOf(agent), attempt, false, event)
  return true
end
