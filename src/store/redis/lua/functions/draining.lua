-- hr_drain: wishes that an agent takes no more jobs, and moves those that wait for it to where they can go, also what a limit
--   holds back.
-- KEYS[1]: hash of jobs. ARGV: agent, cursor ('' = begin). Returns [cursor, more, event]; call again with the cursor until
--   it is ''.
-- hr_undrain: takes the wish back. ARGV: agent. Returns [1, more, event].
-- hr_abandon: an agent has died; what waits for it and names no agents is to be decided anew. As hr_drain, without a wish.

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
        local event = job and job.inbox == agent and step(job)
        if event ~= false and job then apply(job, event) end
        if job and job.inbox == agent then stay = stay + 1 end
      end
      if #guids > 0 then return stay .. ' ' .. list[2] end
    end
  end
  return ''
end

redis.register_function('hr_drain', function(keys, args)
  begin(keys)
  call('SADD', W.p .. 'draining', args[1])
  call('DEL', readyKey(args[1], ''))
  return complete(moveWaiting(args[1], args[2], passedOver))
end)

register('hr_abandon', function(keys, args)
  begin(keys)
  return complete(moveWaiting(args[1], args[2], abandoned))
end)

redis.register_function('hr_undrain', function(keys, args)
  begin(keys)
  call('SREM', W.p .. 'draining', args[1])
  return complete(1)
end)
