-- The three steps that nearly every job makes: put into an inbox, taken out of it and started, ended well. Here for jobs of
-- which nothing special is to be heeded, from what lies beside them and back without a table of the job, which takes half
-- as long. What comes of it is exactly what lifecycle/ says: each returns false, having done nothing, for jobs that it is not
-- for. test/store/redis/plain.test.ts compares both ways.

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

-- What is said of a job whose submitter has checked and admitted it for one agent; nil of one that cannot come the short way.
local function plainHow(howText)
  local how = readHow(howText)
  if not how or not how.facts or not how.candidates or #how.candidates ~= 1 or how.revision ~= W.revision then return nil end
  how.fixed = how.fixed or fixedByFacts(how)
  local said = how.fixed
  if not said.meta then prepareFixed(said) end
  if said.needs or said.extra or said.start ~= 0 or said.source == '' or said.source ~= W.source then return nil end
  return how
end

-- To be called before something reads what has come so in this call.
local function writePlain()
  local records, all = W.records, W.packed
  if #records == 0 then return end
  call('HSET', W.jobsKey, unpack(records))
  call('HSET', W.side, unpack(all))
  W.records, W.packed = {}, {}
end

-- What is the same of all jobs that come in one call and of which the same is said. `session`: one that stands ready for them.
local function comersOf(how, session)
  local said, agent, now = how.fixed, how.candidates[1], W.now
  local number, packedCandidates = numberOf(agent), packedCandidatesOf(how)
  local inbox, times, deadline = number, 0, deadlines.patience(said.scheduleMs)
  if session then
    inbox, times, deadline = 0, 1, said.timeoutMs ~= 0 and now + said.timeoutMs + holdGraceMs.handed
  end
  local isFar = deadline and not session and deadlines.isPatient(said.scheduleMs)
  local status = statusMiddle(said.fixedCreated or math.floor(now / 1000), 0)
  return {
    how = how, session = session, run = said.run and W.p .. 'run:' .. said.run, inbox = inboxKey(agent, said.lane),
    status = status .. (session and plainTails.running or plainTails.scheduled),
    due = deadline and not isFar and int(deadline), second = isFar and deadlines.secondOf(deadline),
    between = struct.pack(forms.between, now, inbox, number, times, 0, how.revision, 0, 0, 0, times, 0, 0, deadline or 0, 0, now,
      session and now or 0, forms.noSeq),
    after = struct.pack(forms.afterAndFixed, said.keptBytes, session and #session or 0, session or '', 0, '', 0, '',
      #packedCandidates, packedCandidates, said.bytes),
  }
end

-- As `arrive` in lifecycle/place.lua, and then as `claimed` if a session stands ready.
local function comePlain(guid, record, comers)
  local id, how, session = nextInOrder(guid), comers.how, comers.session
  local said, agent, quoted = how.fixed, how.candidates[1], '"' .. guid .. '"'
  local text = record .. ',"status":{"guid":' .. quoted .. comers.status
  local code = session and stateCodes.running or stateCodes.scheduled
  write(guid, text, struct.pack('<Bdc0I4c0', code, id, comers.between, #record, comers.after))
  if comers.second then deadlines.join(comers.second, int(id))
  elseif comers.due then addLater(W.dueKey, comers.due, guid) end
  if comers.run then
    addLater(comers.run, int(id), guid)
    countOpen(said, 1)
  end
  tellOf(quoted, said.run, agent, 0, false, comesAndWaits)
  if session then
    count('state:running', 1)
    holds.add(session, int(id))
    tellOf(quoted, said.run, agent, 1, false, isTakenAndStarts)
    hand(session, { guid, 1, text, 'running', 1, how.revision, said.run or '' })
  else
    count('state:scheduled', 1)
    W.isLying = true
    addLater(comers.inbox, int(said.priority * priorities.span + priorities.middle + id), guid)
  end
end

-- A job that is submitted alone.
local function beginPlain(record, howText)
  local how = plainHow(howText)
  if not how or noRoom() then return false end
  local guid = guidByFacts(record, how.facts)
  if not guid or call('HEXISTS', W.side, guid) == 1 then return false end
  local agent, lane = how.candidates[1], how.fixed.lane
  local session, score = readySession(agent, lane)
  if session and call('EXISTS', inboxKey(agent, lane), markerKey(agent, lane)) > 0 then
    -- What came before goes first.
    call('ZADD', readyKey(agent, lane), score, session)
    return false
  end
  comePlain(guid, record, comersOf(how, session))
  -- Not by `mark`: nobody else stands ready.
  if not session then call('ZADD', markerKey(agent, lane), '0', '1') end
  return true
end

-- What was given of a piece of a batch, record and how in turn, as beginAsidePlain takes it: guids, records, and what is said
-- of each. Nil if not all of it can come the short way.
local function plainPiece(batch, given)
  if W.limited then return nil end
  local piece, latest = { guids = {}, records = {}, comers = {} }, nil
  local guids = piece.guids
  for i = 1, #given, 2 do
    if given[i + 1] ~= asBefore then
      local how = plainHow(given[i + 1])
      if not how then return nil end
      latest = comersOf(how)
    end
    local guid = guidByFacts(given[i], latest.how.facts)
    if not guid then return nil end
    local at = #guids + 1
    guids[at], piece.records[at], piece.comers[at] = guid, given[i], latest
  end
  local marks = #guids > 0 and call('HMGET', W.side, unpack(guids)) or none
  for i = 1, #guids do
    if not marks[i] or batchOf(marks[i]) ~= batch then return nil end
  end
  return piece
end

-- There is nothing left that it would not do; see plainPiece.
local function beginAsidePlain(piece)
  for i = 1, #piece.guids do
    comePlain(piece.guids[i], piece.records[i], piece.comers[i])
    mark(piece.comers[i].inbox)
  end
  -- Whoever looks for one of them in this call is to find it.
  writePlain()
  return true
end

-- What was said once and for all; nil if it is damaged.
local function soundFixed(bytes)
  local meta, isSound = fixedOf[bytes], true
  if not meta then isSound, meta = pcall(readFixed, bytes) end
  return isSound and meta.__index or nil
end

-- As `claimed` in lifecycle/hold.lua, with a free slot; what is claimed is appended to `claims`. `packed` and `stored`: what
-- lies beside the job, and its record.
local function takePlain(guid, packed, stored, agent, session, claims)
  if not packed or string.byte(packed) ~= stateCodes.scheduled then return false end
  local number = numberOf(agent)
  local isSound, _, id, createdMs, inbox, _, fence, answered, revision, turn, round, lost, attempt, unmet, notBefore, due,
    undecided, scheduledMs, _, seq, offset, keptBytes, holder, cancel, parked, candidates, at
    = pcall(struct.unpack, forms.open, packed)
  if not isSound or inbox ~= number or undecided ~= 0 or holder ~= '' or cancel ~= '' or parked ~= '' then return false end
  local fixedBytes = string.sub(packed, at)
  local said = soundFixed(fixedBytes)
  if not said or said.extra then return false end
  local record = stored and withTail(stored, offset, plainTails.scheduled, plainTails.running)
  if not record then return false end
  local now, timeoutMs, run = W.now, said.timeoutMs, said.run
  local deadline = timeoutMs ~= 0 and now + timeoutMs + (W.isHanding and holdGraceMs.handed or holdGraceMs.timeout) or 0
  fence, attempt = fence + 1, attempt + 1
  write(guid, record, struct.pack(
    forms.openAndFixed, stateCodes.running, id, createdMs, 0, number, fence, answered, revision, turn, round, lost, attempt, unmet,
    notBefore, deadline, 0, scheduledMs, now, seq, offset, keptBytes, #session, session, 0, '', 0, '', #candidates, candidates,
    fixedBytes
  ))
  local jobNumber, isFar = int(id), due ~= 0 and deadlines.isPatient(said.scheduleMs)
  if isFar then deadlines.leave(deadlines.secondOf(due), jobNumber) end
  if deadline ~= 0 then addLater(W.dueKey, int(deadline), guid)
  elseif due ~= 0 and not isFar then gather(W.removed, W.dueKey, guid) end
  holds.add(session, jobNumber)
  count('state:scheduled', -1)
  count('state:running', 1)
  tellOf(quote(guid), run, agent, attempt, false, isTakenAndStarts)
  local last = #claims
  claims[last + 1], claims[last + 2], claims[last + 3], claims[last + 4] = guid, fence, record, 'running'
  claims[last + 5], claims[last + 6], claims[last + 7] = attempt, revision, run or ''
  return true
end

local endsWell = { path = '"ok"', ending = { outcome = 'ok', code = 0, message = '', result = false } }

-- As `finished` in lifecycle/hold.lua, of an outcome that is `ok` and says nothing but a result. Nothing waits for the job.
local function endPlain(guid, packed, stored, fence, result)
  if not packed or string.byte(packed) ~= stateCodes.running then return false end
  local isSound, _, id, createdMs, _, agent, itsFence, _, _, _, _, _, attempt, _, _, due, undecided, scheduledMs, startedMs, _,
    offset, keptBytes, session, cancel, _, _, at = pcall(struct.unpack, forms.open, packed)
  if not isSound or itsFence ~= fence or undecided ~= 0 or cancel ~= '' or scheduledMs == 0 or session == '' then return false end
  local fixedBytes = string.sub(packed, at)
  local said = soundFixed(fixedBytes)
  if not said or said.extra then return false end
  local record = stored and withTail(stored, offset, plainTails.running, int(math.floor(W.now / 1000)) .. ',"status":"ok"}}')
  if not record then return false end
  write(guid, record, cmsgpack.pack(
    'ok', id, offset, createdMs, agent, fence, fence, attempt, false, scheduledMs - createdMs, startedMs - createdMs,
    W.now - createdMs, result and { 'ok', false, 0, '', result }
  ) .. string.sub(fixedBytes, -keptBytes))
  if due ~= 0 then gather(W.removed, W.dueKey, guid) end
  local jobNumber = int(id)
  holds.remove(session, jobNumber)
  pushLater(W.p .. 'fin:ok', jobNumber)
  count('state:running', -1)
  count('state:ok', 1)
  count('outcome:ok', 1)
  if said.run then countOpen(said, -1) end
  local event = result and { path = '"ok"', ending = { outcome = 'ok', code = 0, message = '', result = result } } or endsWell
  tellOf(quote(guid), said.run, agentOf(agent), attempt, false, event)
  return true
end
