-- Jobs are taken out of inboxes by a session, which holds them from then on.

-- Of one call. What a limit holds back is only looked at and put aside, which costs less.
local mostClaimed = { jobs = 25, looked = 50 }

-- Guids of the first jobs over all these lanes, taken out of the inboxes, whose keys are given; and whether the only
-- inbox is known to be empty then.
local function pop(inboxes, max)
  local guids = {}
  writeInboxes()
  if #inboxes == 1 then
    local list = call('ZPOPMIN', inboxes[1], max)
    for i = 1, #list, 2 do guids[#guids + 1] = list[i] end
    return guids, #guids < max
  end
  local entries = {}
  for _, key in ipairs(inboxes) do
    local list = call('ZRANGE', key, 0, max - 1, 'WITHSCORES')
    for i = 1, #list, 2 do entries[#entries + 1] = { key, list[i], tonumber(list[i + 1]) } end
  end
  table.sort(entries, function(a, b) return a[3] < b[3] or (a[3] == b[3] and a[2] < b[2]) end)
  for i = 1, math.min(max, #entries) do
    call('ZREM', entries[i][1], entries[i][2])
    guids[i] = entries[i][2]
  end
  return guids
end

-- Whoever waits for work there is told whether there may be any left. `isEmpty`: there is none in the inbox.
local function keepMarker(agent, lane, inbox, isEmpty)
  W.marked[inbox] = nil
  if not isEmpty or W.limited and hasPullable(agent, lane) then
    call('ZADD', markerKey(agent, lane), '0', '1')
  else
    forgetMarker(agent, lane)
  end
end

local function decodeSlots(text)
  if text == '' then return none end
  local ok, value = pcall(cjson.decode, text)
  local slots = {}
  for actor, free in pairs(ok and type(value) == 'table' and value or none) do
    if type(free) == 'number' then slots[actor] = free end
  end
  return slots
end

-- Each lane once, and the keys of their inboxes; of an agent that is drained without the lane of what comes from everywhere.
local function inboxesOf(agent, lanes)
  local isDrained = call('SISMEMBER', W.p .. 'draining', agent) == 1
  if #lanes == 1 and not isDrained then return lanes, { inboxKey(agent, lanes[1]) } end
  local own, inboxes, asked = {}, {}, {}
  for _, lane in ipairs(lanes) do
    if not asked[lane] and not (isDrained and lane == '') then
      asked[lane] = true
      own[#own + 1] = lane
      inboxes[#inboxes + 1] = inboxKey(agent, lane)
    end
  end
  return own, inboxes
end

-- A job, however special it is; see steps/plain.lua for the short way of most.
local function takeAny(job, agent, session, slots, claims)
  job.was.inbox = false
  local left = slots[job.actor]
  local event = claimed(job, agent, session, not left or left > 0)
  local record = splice(job)
  if not record then return apply(job, ended(job, endingOf('unknown', 'its record was deleted'), false)) end
  if left then slots[job.actor] = left - 1 end
  apply(job, event)
  local at = #claims
  claims[at + 1], claims[at + 2], claims[at + 3], claims[at + 4] = job.guid, job.fence, record, job.state
  claims[at + 5], claims[at + 6], claims[at + 7] = job.attempt, job.revision, job.run or ''
end

local function claim(agent, session, max, slotsText, lanes)
  -- With room for one.
  local claims = { nil, nil, nil, nil, nil, nil, nil }
  -- Also of what is no number at all.
  if not (max >= 1) then return claims end
  max = math.floor(math.min(max, mostClaimed.jobs))
  if #lanes == 0 or W.agentOfSession ~= agent then return claims end
  local isReady = slotsText == 'ready'
  if isReady then
    slotsText = ''
    takeHanded(session, claims)
  end
  local slots = decodeSlots(slotsText)
  local own, inboxes = inboxesOf(agent, lanes)
  if #own == 0 then return claims end
  local looked, isEmpty, mayBePlain = 0, false, not W.limited and slotsText == ''
  if W.limited then pullParked(agent, own, max) end
  repeat
    local wanted = math.min(max - #claims / 7, mostClaimed.looked - looked)
    local guids
    if wanted <= 0 then break end
    guids, isEmpty = pop(inboxes, wanted)
    looked = looked + #guids
    local packed, records = storedOf(guids, true)
    for i = 1, #guids do
      local guid = guids[i]
      local isClaimed = mayBePlain and W.jobs[guid] == nil and takePlain(guid, packed[i], records[i], agent, session, claims)
      local job = not isClaimed and findStored(guid, packed[i], records[i])
      local limit = W.limited and job and job.inbox and holdsBack(job)
      if limit then
        park(job, limit)
      elseif job and job.state == 'scheduled' and job.inbox == agent then
        takeAny(job, agent, session, slots, claims)
      end
    end
    -- Others come in place of those that a limit holds back.
  until not W.limited or #guids == 0 or looked >= mostClaimed.looked or #claims / 7 >= max
  if #own == 1 then
    keepMarker(agent, own[1], inboxes[1], isEmpty)
  else
    for i = 1, #own do keepMarker(agent, own[i], inboxes[i], call('EXISTS', inboxes[i]) == 0) end
  end
  if isReady then standReady(agent, own, session, #claims == 0) end
  return claims
end

-- Jobs that a call hands over, so that it stays short; others are claimed.
local maxHanded = 4

-- The first job of each inbox that got some in this call goes to a session that stands ready there.
local function handOver()
  local inboxes = {}
  for key in pairs(W.marked) do
    if #inboxes < maxHanded then inboxes[#inboxes + 1] = string.sub(key, #W.p + 4) end
  end
  for i = 1, #inboxes do
    local agent, lane = string.match(inboxes[i], '^([^:]*):(.*)$')
    local session = readySession(agent, lane)
    if session then
      writePlain()
      W.agentOfSession = agent
      W.isHanding = true
      local claims = claim(agent, session, 1, '', { lane })
      W.isHanding = false
      if #claims > 0 then
        hand(session, claims)
        local inbox = inboxKey(agent, lane)
        if call('EXISTS', inbox) == 0 then keepMarker(agent, lane, inbox, true) end
      end
    end
  end
end
