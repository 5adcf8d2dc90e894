-- Turns in an inbox, so that a source with many jobs there keeps none of another one waiting for all of them: start-time
-- fair queuing, with an equal share for each source. For the inbox of the empty lane; other lanes belong to one run.
-- `fair:AGENT` holds, for a priority, the turn after the last one given to each source, `PRIORITY:SOURCE`, and after the
-- last one of all, `PRIORITY`. It is made with the second job that waits, and goes when the inbox is empty.
-- As long as all jobs have the same source, there is nothing to share, and they go by their numbers.

-- Scores of an inbox: priority first, then order. Who goes to the head counts down from the middle of its priority.
local priorities = { span = 2 ^ 43, middle = 2 ^ 42, most = 1000 }

local function fairKey(agent)
  return W.p .. 'fair:' .. agent
end

-- What was read and given in this call; written by `keepTurns`.
local function turnsOf(key)
  W.turns = W.turns or {}
  local turns = W.turns[key]
  if not turns then
    turns = { given = {} }
    W.turns[key] = turns
  end
  return turns
end

-- Jobs of an inbox that a limit holds back, by their scores there; the limits that do so in an inbox.
local function parkedKey(inbox, id)
  return W.p .. 'parked:' .. inbox .. '\0' .. id
end

local function parkedByKey(inbox)
  return W.p .. 'parkedby:' .. inbox
end

-- The lowest or highest turn of a priority in a list, and whose it is; nil without any. Who went to the head has none.
local function turnIn(key, isLowest, priority)
  local from = priority * priorities.span + priorities.middle
  local low, high, command = from, '(' .. int(from + priorities.middle), 'ZRANGEBYSCORE'
  if not isLowest then low, high, command = high, low, 'ZREVRANGEBYSCORE' end
  local found = call(command, key, low, high, 'WITHSCORES', 'LIMIT', 0, 1)
  if found[2] then return tonumber(found[2]) - from, found[1] end
end

-- The same of all that waits in an inbox, also of what a limit holds back.
local function turnAt(agent, lane, isLowest, priority)
  local turn, guid = turnIn(inboxKey(agent, lane), isLowest, priority)
  if not W.limited then return turn, guid end
  local inbox = agent .. ':' .. lane
  for _, id in ipairs(call('SMEMBERS', parkedByKey(inbox))) do
    local parked, whose = turnIn(parkedKey(inbox, id), isLowest, priority)
    if parked and (not turn or (parked < turn) == isLowest) then turn, guid = parked, whose end
  end
  return turn, guid
end

-- Nothing is known of turns at a priority: what waits there has one source. Returns whether anything does.
local function beginTurns(turns, level, job)
  local last, guid = turnAt(job.inbox, job.lane, false, job.priority)
  if not last then return false end
  local other = find(guid)
  for _, name in ipairs({ level, level .. ':' .. (other and other.source or '') }) do
    turns[name], turns.given[name] = last + 1, last + 1
  end
  return true
end

-- Whether all jobs so far have this source too. `W.source`: that source, `-` for jobs without one, `*` once there was another.
local function isOnlySource(source)
  if source == '' then source = '-' end
  if W.source == source then return true end
  if W.source == '*' then return false end
  W.source = W.source == '' and source or '*'
  return W.source ~= '*'
end

-- The turn of a job that comes into its inbox: behind the last one of its source, and not before who is next. False: it
-- goes by its number.
local function nextTurn(job)
  if isOnlySource(job.source or '') then return false end
  writeInboxes()
  local turns = turnsOf(fairKey(job.inbox))
  local level = tostring(job.priority)
  local own = level .. ':' .. (job.source or '')
  if not turns[level] or turns[own] == nil then
    local known = call('HMGET', fairKey(job.inbox), level, own)
    turns[level] = turns[level] or tonumber(known[1] or nil)
    turns[own] = turns[own] or tonumber(known[2] or nil) or false
  end
  if not turns[level] and not beginTurns(turns, level, job) then return job.id end
  local last, mine, turn = turns[level], turns[own], nil
  if mine == last then
    turn = mine
  else
    local first = turnAt(job.inbox, job.lane, true, job.priority)
    turn = first and math.max(first + 1, mine or 0) or math.max(job.id, last)
  end
  turns[own] = turn + 1
  turns[level] = math.max(last, turn + 1)
  turns.given[own], turns.given[level] = turns[own], turns[level]
  return turn
end

-- An inbox is empty, so that turns begin anew.
local function forgetTurns(agent)
  if W.turns then W.turns[fairKey(agent)] = nil end
end

local function keepTurns()
  if not W.turns then return end
  for key, turns in pairs(W.turns) do
    local fields = {}
    for name, turn in pairs(turns.given) do
      fields[#fields + 1] = name
      fields[#fields + 1] = int(turn)
    end
    if #fields > 0 then call('HSET', key, unpack(fields)) end
  end
end
