-- Limits on how many jobs agents hold at the same time. A job that one holds back is parked: it leaves its inbox, so that it
-- keeps no other from its turn, and comes back with a claim of its agent when there is room. `W.limited`: there are any.

-- Parked jobs that one call brings back at most, and inboxes that it wakes.
local maxPulled = 100
local maxWoken = 10

-- How many jobs may be held under this limit; false = there is no such limit.
local function limitMax(id)
  W.limits = W.limits or {}
  local max = W.limits[id]
  if max == nil then
    max = tonumber(call('HGET', W.p .. 'limits', id) or nil) or false
    W.limits[id] = max
  end
  return max
end

local function limitsOf(job, agent)
  return { 'agent:' .. agent, 'actor:' .. job.actor, 'source:' .. (job.source or '') }
end

-- Jobs held under a limit.
local function underKey(id)
  return W.p .. 'under:' .. id
end

-- The inboxes of a limit, the one that was woken longest ago first.
local function parkedAtKey(id)
  return W.p .. 'parkedat:' .. id
end

-- How many jobs a limit lets pass now.
local function roomUnder(id)
  local max = limitMax(id)
  return max and max - call('SCARD', underKey(id)) or math.huge
end

-- The limit that holds back a job in the inbox of an agent; nil if none does.
local function holdsBack(job)
  for _, id in ipairs(limitsOf(job, job.inbox)) do
    if limitMax(id) and roomUnder(id) <= 0 then return id end
  end
end

-- Keeps what lies beside a job whose state has not changed.
local function keepBeside(job)
  call('HSET', W.side, job.guid, packJob(job))
end

-- A job just taken out of its inbox.
local function park(job, id)
  local inbox = job.inbox .. ':' .. job.lane
  job.parked = id
  call('ZADD', parkedKey(inbox, id), inboxScore(job), job.guid)
  call('SADD', parkedByKey(inbox), id)
  call('ZADD', parkedAtKey(id), 'NX', W.now, inbox)
  keepBeside(job)
end

-- Whether a limit and an inbox know of one another.
local function isParkingKnown(inbox, id)
  return call('SISMEMBER', parkedByKey(inbox), id) == 1 and call('ZSCORE', parkedAtKey(id), inbox)
end

local function forgetIfNoneParked(inbox, id)
  if call('EXISTS', parkedKey(inbox, id)) == 1 then return end
  call('SREM', parkedByKey(inbox), id)
  call('ZREM', parkedAtKey(id), inbox)
end

-- A parked job goes somewhere else than into its inbox.
local function leaveParked(job, agent)
  local inbox, id = agent .. ':' .. job.lane, job.parked
  call('ZREM', parkedKey(inbox, id), job.guid)
  job.parked = false
  forgetIfNoneParked(inbox, id)
end

-- The first parked jobs of an inbox go back into it; returns how many.
local function pull(inbox, id, most)
  local list = call('ZPOPMIN', parkedKey(inbox, id), most)
  for i = 1, #list, 2 do
    local job = find(list[i])
    if job and job.parked == id and job.inbox then
      job.parked = false
      call('ZADD', W.p .. 'in:' .. inbox, inboxScore(job), job.guid)
      keepBeside(job)
    end
  end
  if #list < 2 * most then forgetIfNoneParked(inbox, id) end
  return #list / 2
end

-- Before a claim: what is parked in these inboxes and has room comes back.
local function pullParked(agent, lanes, most)
  local left = maxPulled
  for _, lane in ipairs(lanes) do
    local inbox = agent .. ':' .. lane
    for _, id in ipairs(call('SMEMBERS', parkedByKey(inbox))) do
      local room = math.min(roomUnder(id), most, left)
      if room > 0 then left = left - pull(inbox, id, room) end
    end
  end
end

-- Whether a claim would bring something back.
local function hasPullable(agent, lane)
  for _, id in ipairs(call('SMEMBERS', parkedByKey(agent .. ':' .. lane))) do
    if roomUnder(id) > 0 then return true end
  end
  return false
end

-- Wakes agents that have jobs parked under a limit.
local function wakeParked(id)
  for _, inbox in ipairs(call('ZRANGE', parkedAtKey(id), 0, maxWoken - 1)) do
    mark(W.p .. 'in:' .. inbox)
    call('ZADD', parkedAtKey(id), W.now, inbox)
  end
end

-- A job came into, or out of, the hands of an agent.
local function countHeld(job, was)
  if was.session then
    for _, id in ipairs(limitsOf(job, was.agent)) do
      if limitMax(id) and call('SREM', underKey(id), job.guid) == 1 then wakeParked(id) end
    end
  end
  if job.session then
    for _, id in ipairs(limitsOf(job, job.agent)) do
      if limitMax(id) then call('SADD', underKey(id), job.guid) end
    end
  end
end

-- The deadline of a parked job: nobody is to blame that it was not taken. From when it lies in the inbox again, its
-- patience begins anew.
local function parkedIsDue(job)
  if roomUnder(job.parked) > 0 then
    leaveParked(job, job.inbox)
    lie(job)
  end
  job.due = patience(job)
end

-- Now and then, since word of room may have got lost with the process that heard it.
local function wakeAllParked()
  for _, id in ipairs(call('HKEYS', W.p .. 'limits')) do
    if id ~= 'store:' and call('EXISTS', parkedAtKey(id)) == 1 and roomUnder(id) > 0 then wakeParked(id) end
  end
end

-- An inbox has nothing to be taken. What is parked will want its old turn back.
local function forgetMarker(agent, lane)
  if lane ~= '' or W.limited and call('EXISTS', parkedByKey(agent .. ':')) == 1 then
    call('DEL', markerKey(agent, lane))
  else
    call('DEL', markerKey(agent, lane), fairKey(agent))
    forgetTurns(agent)
  end
end
