-- hr_fire: moves a schedule on and takes the jobs of its slot into the store, in one step. Defines and changes schedules too.
-- Guarantee: only who has read the last revision can do it, so a slot is fired once, whoever else tries or dies meanwhile.
--   Sent again after its answer was lost, it finds its own state and says done.
-- KEYS[1]: hash of jobs. ARGV: name, revision it is based upon (0 = a new schedule), schedule as JSON ('' = as it is), state
--   as JSON, when to look again in ms ('' = never), batch, then record and how of each job, as for hr_submit.
--   batch: '' = the jobs are those given; a name = those that hr_submit has kept aside under it; what follows is their number.
-- Returns [words, more, event], words: done; or, and nothing was changed, stale, refused, gone (there is no such batch any
--   more), full with bytes used and bytes allowed.
-- hr_unschedule: removes a schedule. ARGV: name. Returns [1 or 0, more, event].
-- hr_schedule: ARGV: names. Returns name, schedule, revision and state with a blank between, of those that are there.
-- hr_due: schedules whose time has come. ARGV: limit, how many to leave out before them.
--   Returns [now, next due time in ms or '', then as hr_schedule].
-- hr_open_runs: of these runs, those that have open jobs in the lane ''. ARGV: runs.

local function scheduleState(name)
  return call('HGET', W.p .. 'schedule_states', name) or '0 '
end

local function addSchedule(list, name)
  local schedule = call('HGET', W.p .. 'schedules', name)
  if not schedule then return end
  list[#list + 1] = name
  list[#list + 1] = schedule
  list[#list + 1] = scheduleState(name)
end

register('hr_fire', function(keys, args)
  if #args > 2 * maxSubmitted + 6 or args[6] == '' and #args % 2 ~= 0 then
    return redis.error_reply('ERR hr_fire takes six arguments and then at most ' .. maxSubmitted .. ' jobs: see docs/protocol.md')
  end
  local at = tonumber(args[5])
  if args[5] ~= '' and not (at and math.abs(at) < 2 ^ 53) then
    return redis.error_reply('ERR hr_fire takes when to look again in ms: see docs/protocol.md')
  end
  begin(keys)
  local name, expected, schedule, state, due, batch = args[1], args[2], args[3], args[4], args[5], args[6]
  local revision, before = string.match(scheduleState(name), '^(%d+) (.*)$')
  if revision ~= expected then
    local isOwn = before == state and (schedule == '' or call('HGET', W.p .. 'schedules', name) == schedule)
    return { { isOwn and 'done' or 'stale' }, 0, W.event }
  end
  if batch ~= '' then
    if not commitKept(batch, tonumber(args[7])) then return { { 'gone' }, 0, W.event } end
  elseif #args > 6 then
    local answers, refused = submitBatch('', args, 7)
    if refused then
      local isFull = answers[#answers - 2] == 'full'
      return { isFull and { 'full', answers[#answers - 1], answers[#answers] } or { 'refused' }, 0, W.event }
    end
  end
  local number = int(call('HINCRBY', W.n, 'schedule', 1))
  if schedule ~= '' then call('HSET', W.p .. 'schedules', name, schedule) end
  call('HSET', W.p .. 'schedule_states', name, number .. ' ' .. state)
  if due == '' then
    call('ZREM', W.p .. 'schedules_due', name)
  else
    call('ZADD', W.p .. 'schedules_due', due, name)
  end
  return complete({ 'done' })
end, 6, true)

register('hr_unschedule', function(keys, args)
  begin(keys)
  local removed = call('HDEL', W.p .. 'schedules', args[1])
  call('HDEL', W.p .. 'schedule_states', args[1])
  call('ZREM', W.p .. 'schedules_due', args[1])
  return complete(removed)
end, 1)

redis.register_function{ function_name = 'hr_schedule', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local list = {}
  for _, name in ipairs(args) do addSchedule(list, name) end
  return list
end }

redis.register_function{ function_name = 'hr_due', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local key = W.p .. 'schedules_due'
  local after = call('ZRANGEBYSCORE', key, '(' .. int(W.now), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
  local list = { W.now, after and tonumber(after) or '' }
  for _, name in ipairs(call('ZRANGEBYSCORE', key, '-inf', W.now, 'LIMIT', args[2], args[1])) do addSchedule(list, name) end
  return list
end }

redis.register_function{ function_name = 'hr_open_runs', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local list = {}
  for _, run in ipairs(args) do
    if call('HEXISTS', W.p .. 'open', '\0' .. run) == 1 then list[#list + 1] = run end
  end
  return list
end }
