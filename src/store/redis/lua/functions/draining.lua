-- hr_drain: an agent gets no more jobs of the lane '' from now on. Moves those that wait for it to where they can go, also what
--   a limit holds back, what was handed over and not fetched, and what waits at the agent for a slot.
-- KEYS[1]: hash of jobs. ARGV: agent, cursor ('' = begin). Returns [cursor, more, event]; call again with the cursor until
--   it is ''.
-- hr_undrain: it gets some again. ARGV: agent. Returns [1, more, event].
-- hr_abandon: an agent has died; what waits for it and names no agents is to be decided anew. As hr_drain, but it may have
--   others.

local drainPiece = 25

-- Key and name of the lists in which its jobs lie: those that can be taken first.
local function listsOf(agent)
  local inbox = agent .. ':'
  local limits = call('SMEMBERS', parkedByKey(inbox))
  table.sort(limits)
  local lists = { { inboxKey(agent, ''), '' } }
  for i, id in ipairs(limits) do lists[i + 1] = { parkedKey(inbox, id), id } end
  return lists
end

-- A piece of what waits for the agent moves on by `step`; returns the next cursor.
local function moveWaiting(agent, cursor, step)
  -- How many stay in the list that was looked at last, since nobody else may take them.
  local stay, last = string.match(cursor, '^(%d+) (.*)$')
  stay, last = tonumber(stay or 0), last or ''
  for _, list in ipairs(listsOf(agent)) do
    if list[2] >= last then
      if list[2] > last then stay = 0 end
      local guids = call('ZRANGE', list[1], stay, stay + drainPiece - 1)
      for _, guid in ipairs(guids) do
        local job = find(guid)
        local isHere = job and job.inbox == agent
        local event = isHere and step(job)
        -- What lies there and should not must not be looked at again and again.
        if not isHere then call('ZREM', list[1], guid) elseif event ~= false then apply(job, event) end
        if isHere and job.inbox == agent then stay = stay + 1 end
      end
      if #guids > 0 then return stay .. ' ' .. list[2] end
    end
  end
  return ''
end

-- What the agent holds and has not begun goes back uncounted, the last ones first. Returns whether that was all.
local function takeUnbegun(agent)
  local jobs = {}
  for _, session in ipairs(call('HKEYS', W.p .. 'sessions')) do
    local isItsOwn = call('HGET', W.n, sessionField(session)) == agent
    local numbers = isItsOwn and holds.numbersOf(session) or none
    prefetchAt(numbers, true)
    for i = #numbers, 1, -1 do
      local job = #jobs < drainPiece and jobAt(numbers[i])
      if job and job.session == session and job.lane == '' and (job.state == 'planned' or takeFromHand(job, session)) then
        jobs[#jobs + 1] = job
      end
    end
  end
  table.sort(jobs, function(a, b) return a.id > b.id end)
  for _, job in ipairs(jobs) do apply(job, released(job)) end
  return #jobs < drainPiece
end

redis.register_function('hr_drain', function(keys, args)
  local agent, cursor = args[1], args[2]
  begin(keys)
  call('SADD', W.p .. 'draining', agent)
  call('DEL', readyKey(agent, ''))
  local isFirst = cursor == '' or cursor == 'held'
  if isFirst and not takeUnbegun(agent) then return complete('held') end
  return complete(moveWaiting(agent, isFirst and '' or cursor, passedOver))
end)

register('hr_abandon', function(keys, args)
  begin(keys)
  return complete(moveWaiting(args[1], args[2], abandoned))
end)

redis.register_function('hr_undrain', function(keys, args)
  begin(keys)
  call('SREM', W.p .. 'draining', args[1])
  -- What came meanwhile may have been asked for in vain.
  mark(inboxKey(args[1], ''))
  return complete(1)
end)
