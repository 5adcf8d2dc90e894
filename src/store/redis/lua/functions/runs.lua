-- hr_orphans: runs with open jobs in the lane `workspace`, or in one that begins with `workspace#`, whose sessions are all gone.
-- KEYS[1]: hash of jobs. ARGV: workspace. Returns pairs of lane and run, at most 100.
-- hr_run_open: open jobs of a run in one of its lanes, in pieces. ARGV: run, lane, cursor ('' = begin).
-- Returns [cursor, then id and guid of each]. Both only read.

local runPiece = 100

local function isFollowed(run)
  for _, session in ipairs(call('SMEMBERS', W.p .. 'follow:' .. run)) do
    local lease = call('ZSCORE', W.p .. 'leases', session)
    if lease and tonumber(lease) > W.now then return true end
  end
  return false
end

redis.register_function{ function_name = 'hr_orphans', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local workspace = args[1]
  local pairsFound = {}
  local function look(from, to)
    local at = 0
    repeat
      local members = call('ZRANGEBYLEX', W.p .. 'runs', from, to, 'LIMIT', at, runPiece)
      at = at + #members
      for _, member in ipairs(members) do
        local lane, run = string.match(member, '^(.*)%z(.*)$')
        if not isFollowed(run) and #pairsFound < 2 * runPiece then
          pairsFound[#pairsFound + 1] = lane
          pairsFound[#pairsFound + 1] = run
        end
      end
    until #members < runPiece or #pairsFound >= 2 * runPiece or at >= 10 * runPiece
  end
  look('[' .. workspace .. '\0', '(' .. workspace .. '\1')
  look('[' .. workspace .. '#', '(' .. workspace .. '$')
  return pairsFound
end }

redis.register_function{ function_name = 'hr_run_open', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local from = args[3] == '' and '-inf' or args[3]
  local list = call('ZRANGEBYSCORE', W.p .. 'run:' .. args[1], from, '+inf', 'WITHSCORES', 'LIMIT', 0, runPiece)
  local answer = { #list == runPiece * 2 and '(' .. list[#list] or '' }
  local guids = {}
  for i = 1, #list, 2 do guids[#guids + 1] = list[i] end
  prefetch(guids)
  for _, guid in ipairs(guids) do
    local job = find(guid)
    if job and not job.batch and isOpen(job) and job.run == args[1] and job.lane == args[2] then
      answer[#answer + 1] = job.id
      answer[#answer + 1] = job.guid
    end
  end
  return answer
end }
