-- hr_limit: sets a limit. KEYS[1]: hash of jobs. ARGV: kind, name, max. Returns [1, more, event].
--   kind store: max counts bytes of memory that the server uses, name is ''. agent (public key), actor, source (public
--   key): max counts jobs that agents hold at the same time; those held already are counted by hr_limit_held.
-- hr_limit_held: counts jobs that a session holds under a limit, in pieces. ARGV: kind, name, session, cursor ('' =
--   begin). Returns [cursor, more, event]; call again with the cursor until it is ''.
-- hr_limit_remove: takes a limit away, in pieces. ARGV: kind, name. Returns [word, more, event]: removed, missing, or again:
--   call it again; from the first call on it holds nothing back.
-- hr_limits: limits. Returns id (kind:name), max, number of jobs held, number of jobs held back, of each. Only reads.
-- hr_room: memory. Returns bytes used, bytes from which jobs are refused (0 = no limit). Only reads.

local heldPiece = 100
-- In place of a limit that is being taken away.
local noMax = 2 ^ 53

local function countLimits()
  local limits = W.p .. 'limits'
  W.nLimits = call('HLEN', limits) - call('HEXISTS', limits, 'store:')
end

local limitKinds = { actor = true, agent = true, source = true, store = true }

-- What is wrong with a limit that somebody sets, or nothing.
local function wrongLimit(kind, name, max)
  if not limitKinds[kind] then return 'the kind of a limit is actor, agent, source or store' end
  if kind == 'store' and name ~= '' then return 'a limit is on the store, whose name is empty, or on something else' end
  if kind ~= 'store' and name == '' then return 'a limit needs the name of an actor, or a public key' end
  local least = kind == 'store' and 1 or 0
  if not max or max % 1 ~= 0 or max < least or max >= noMax then return 'a limit is a whole number, ' .. least .. ' or more' end
end

register('hr_limit', function(keys, args)
  local max = tonumber(args[3])
  local wrong = wrongLimit(args[1], args[2], max)
  if wrong then return redis.error_reply('ERR ' .. wrong .. ': see docs/protocol.md') end
  begin(keys)
  local id = args[1] .. ':' .. args[2]
  call('HSET', W.p .. 'limits', id, int(max))
  W.roomTill = 0
  countLimits()
  wakeParked(id)
  return complete(1)
end, 3)

register('hr_limit_held', function(keys, args)
  begin(keys)
  local id, session = args[1] .. ':' .. args[2], args[3]
  local after, numbers = tonumber(args[4]) or 0, {}
  for _, number in ipairs(holds.numbersOf(session)) do
    if number > after and #numbers < heldPiece then numbers[#numbers + 1] = number end
  end
  for _, number in ipairs(numbers) do
    local job = jobAt(number)
    if job and job.session == session and limitMax(id) then
      for _, other in ipairs(limitsOf(job, job.agent)) do
        if other == id then call('SADD', underKey(id), job.guid) end
      end
    end
  end
  return complete(#numbers == heldPiece and int(numbers[#numbers]) or '')
end)

register('hr_limit_remove', function(keys, args)
  begin(keys)
  local limits, id = W.p .. 'limits', args[1] .. ':' .. args[2]
  if call('HEXISTS', limits, id) == 0 then return { 'missing', 0, W.event } end
  call('HSET', limits, id, int(noMax))
  local left = maxPulled
  for _, inbox in ipairs(call('ZRANGE', parkedAtKey(id), 0, maxPulled - 1)) do
    if left > 0 then left = left - pull(inbox, id, left) end
    mark(W.p .. 'in:' .. inbox)
  end
  if call('EXISTS', parkedAtKey(id)) == 1 then return complete('again') end
  call('HDEL', limits, id)
  call('UNLINK', underKey(id))
  W.roomTill = 0
  countLimits()
  return complete('removed')
end, 2)

redis.register_function{ function_name = 'hr_limits', flags = { 'no-writes' }, callback = function(keys)
  begin(keys)
  local answer = {}
  local limits = call('HGETALL', W.p .. 'limits')
  for i = 1, #limits, 2 do
    local id, back = limits[i], 0
    for _, inbox in ipairs(call('ZRANGE', parkedAtKey(id), 0, -1)) do
      back = back + call('ZCARD', parkedKey(inbox, id))
    end
    if tonumber(limits[i + 1]) < noMax then
      for _, value in ipairs({ id, limits[i + 1], call('SCARD', underKey(id)), back }) do
        answer[#answer + 1] = value
      end
    end
  end
  return answer
end }

redis.register_function{ function_name = 'hr_room', flags = { 'no-writes' }, callback = function(keys)
  begin(keys)
  local used, max = lookForRoom()
  return { used, max }
end }
