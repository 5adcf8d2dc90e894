-- hr_runner: a runner tells that it is there, every second. ARGV: id, about (JSON { id, host, pid, processStart, fires };
--   '' = it ends). Returns [1, more, event].
-- KEYS[1]: hash of jobs. In the hash `runners`: id -> about and `seenAt`.

-- Entries beyond which those of runners that are long gone are removed.
local manyRunners = 20

local function runnersSeen()
  local runners = {}
  for _, text in ipairs(call('HVALS', W.p .. 'runners')) do runners[#runners + 1] = cjson.decode(text) end
  return runners
end

register('hr_runner', function(keys, args)
  begin(keys)
  local key, id, about = W.p .. 'runners', args[1], args[2]
  if about == '' then
    call('HDEL', key, id)
  else
    call('HSET', key, id, '{"seenAt":' .. W.now .. ',' .. string.sub(about, 2))
  end
  if call('HLEN', key) > manyRunners then
    for _, runner in ipairs(runnersSeen()) do
      if runner.seenAt < W.now - shared.runnerKeptMs then call('HDEL', key, runner.id) end
    end
  end
  return complete(1)
end)
