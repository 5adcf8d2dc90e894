-- hr_counters: what is counted. KEYS[1]: hash of jobs.
-- Returns [name, number, ...]: event = number of the last event, state:NAME and outcome:NAME = jobs in it. Only reads.
-- hr_recount: ARGV: number of the last event, then name and value of counters, `open:` before a lane and a run: sets
--   them if nothing happened since. Returns [1, more, event], or 0.

redis.register_function{ function_name = 'hr_counters', flags = { 'no-writes' }, callback = function(keys)
  begin(keys)
  local answer = { 'event', int(W.event) }
  for _, name in ipairs(usualNames) do
    answer[#answer + 1] = name
    answer[#answer + 1] = int(W[name])
  end
  local fields = call('HGETALL', W.n)
  for i = 1, #fields, 2 do
    if string.match(fields[i], '^state:') or string.match(fields[i], '^outcome:') then
      answer[#answer + 1] = fields[i]
      answer[#answer + 1] = fields[i + 1]
    end
  end
  return answer
end }

local function setOpen(laneAndRun, open)
  call('HDEL', W.p .. 'open', laneAndRun)
  call('ZREM', W.p .. 'runs', laneAndRun)
  if open > 0 then
    call('HSET', W.p .. 'open', laneAndRun, open)
    call('ZADD', W.p .. 'runs', 0, laneAndRun)
  end
end

local function setCounter(name, number)
  if isUsual(name) then W[name] = number else call('HSET', W.n, name, number) end
end

redis.register_function('hr_recount', function(keys, args)
  begin(keys)
  if W.event ~= tonumber(args[1]) then return { 0, 0, W.event } end
  for i = 2, #args, 2 do
    local laneAndRun, number = string.match(args[i], '^open:(.*)$'), tonumber(args[i + 1])
    if laneAndRun then setOpen(laneAndRun, number) else setCounter(args[i], number) end
  end
  return complete(1)
end)
