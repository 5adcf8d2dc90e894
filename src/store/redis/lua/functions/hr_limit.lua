-- hr_limit: sets a limit, or takes it away. KEYS[1]: hash of jobs. ARGV: kind, name, max ('' = away).
--   kind store: max counts bytes of memory that the server uses, name is ''.
-- Returns [1, more, event]; 0 if there was none to take away.
-- hr_room: memory. KEYS[1]: hash of jobs. Returns bytes used, bytes from which jobs are refused (0 = no limit). Only reads.

redis.register_function('hr_limit', function(keys, args)
  begin(keys)
  local id, max = args[1] .. ':' .. args[2], args[3]
  local changed = 1
  if max == '' then
    changed = call('HDEL', W.p .. 'limits', id)
  else
    call('HSET', W.p .. 'limits', id, max)
  end
  call('HDEL', W.n, 'room_till')
  return complete(changed)
end)

redis.register_function{ function_name = 'hr_room', flags = { 'no-writes' }, callback = function(keys)
  begin(keys)
  local used, max = lookForRoom()
  return { used, max }
end }
