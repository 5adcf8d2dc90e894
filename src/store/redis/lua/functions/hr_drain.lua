-- hr_drain: wishes that an agent takes no more jobs, and moves those that wait in its inbox to where they can go.
-- KEYS[1]: hash of jobs. ARGV: agent, how many of its inbox to pass over, as the call before has said (0 = begin).
-- Returns [number, more, event]: how many stay so far, since nobody else may take them; -1 = all of the inbox was looked at.
-- hr_undrain: takes the wish back. ARGV: agent. Returns [1, more, event].

local drainPiece = 50

redis.register_function('hr_drain', function(keys, args)
  begin(keys)
  local agent, stay = args[1], tonumber(args[2])
  call('SADD', W.p .. 'draining', agent)
  local guids = call('ZRANGE', inboxKey(agent, ''), stay, stay + drainPiece - 1)
  for _, guid in ipairs(guids) do
    local job = find(guid)
    local event = job and job.inbox == agent and passedOver(job)
    if event ~= false and job then apply(job, event) end
    if job and job.inbox == agent then stay = stay + 1 end
  end
  return complete(#guids < drainPiece and -1 or stay)
end)

redis.register_function('hr_undrain', function(keys, args)
  begin(keys)
  call('SREM', W.p .. 'draining', args[1])
  return complete(1)
end)
