-- Turns in an inbox, so that a source with many jobs there keeps none of another one waiting for all of them: start-time
-- fair queuing, with an equal share for each source. For the inbox of the empty lane; other lanes belong to one run.
-- `fair:AGENT` holds, for a priority, the turn after the last one given to each source, `PRIORITY:SOURCE`, and after the
-- last one of all, `PRIORITY`. It is made with the second job that waits, and goes when the inbox is empty.
-- As long as all jobs have the same source, there is nothing to share, and they go by their numbers.

-- Scores of an inbox: priority first, then order. Who goes to the head counts down from the middle of its priority.
local prioritySpan = 2 ^ 43
local middle = 2 ^ 42
local maxPriority = 1000

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

-- The turn of the first or last job of a priority, and its guid; nil without any. Who went to the head has none.
local function turnAt(command, inbox, priority)
  local from = priority * prioritySpan + middle
  local low, high = from, '(' .. int(from + middle)
  if command == 'ZREVRANGEBYSCORE' then low, high = high, low end
  local found = call(command, inbox, low, high, 'WITHSCORES', 'LIMIT', 0, 1)
  if found[2] then return tonumber(found[2]) - from, found[1] end
end

-- Nothing is known of turns at a priority: what waits there has one source. Returns whether anything does.
local function beginTurns(turns, level, inbox, priority)
  local last, guid = turnAt('ZREVRANGEBYSCORE', inbox, priority)
  if not last then return false end
  local job = find(guid)
  for _, name in ipairs({ level, level .. ':' .. (job and job.source or '') }) do
    turns[name], turns.given[name] = last + 1, last + 1
  end
  return true
end

-- Whether all jobs so far have this source too. `W.source`: that source, `-` for
-- jobs without one, or * once there was another.
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
  local inbox, level = inboxKey(job.inbox, job.lane), tostring(job.priority)
  local own = level .. ':' .. (job.source or '')
  if not turns[level] or turns[own] == nil then
    local known = call('HMGET', fairKey(job.inbox), level, own)
    turns[level] = turns[level] or tonumber(known[1] or nil)
    turns[own] = turns[own] or tonumber(known[2] or nil) or false
  end
  if not turns[level] and not beginTurns(turns, level, inbox, job.priority) then
    -- A limit may take it out of sight, and others must not come before it for that.
    if not W.limited then return job.id end
    turns[level] = job.id
  end
  local last, mine, turn = turns[level], turns[own], nil
  if mine == last then
    turn = mine
  else
    local first = turnAt('ZRANGEBYSCORE', inbox, job.priority)
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
