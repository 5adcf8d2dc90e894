-- hr_admit: says who may execute a job that waits for a decision.
-- KEYS[1]: hash of jobs. ARGV: guid, revision of the policy it was decided under, candidates (public keys, in order).
-- Returns [word, more, event]: scheduled; waiting (there was no candidate); stale (the policy has changed, decide anew);
--   gone (it needs no decision any more).
-- hr_refuse: ends a job that does not run yet in error. ARGV: guid, outcome, code, message. Returns [0 or 1, more, event].
-- hr_undecided: jobs that wait for a decision, longest waiting first, at most 100. ARGV: limit. Returns record, lane and, in ms,
--   since when it waits, of each.

register('hr_admit', function(keys, args)
  begin(keys)
  local job = find(args[1])
  if not job or not job.undecided then return { 'gone', 0, W.event } end
  if tonumber(args[2]) ~= W.revision then return { 'stale', 0, W.event } end
  local candidates = {}
  for i = 3, #args do candidates[i - 2] = args[i] end
  apply(job, admitted(job, candidates, W.revision))
  return complete(job.inbox and 'scheduled' or 'waiting')
end)

register('hr_refuse', function(keys, args)
  begin(keys)
  local job = find(args[1])
  if not job or job.batch or not isOpen(job) or job.state == 'running' then return { 0, 0, W.event } end
  local ending = { outcome = args[2], code = tonumber(args[3]) or 0, message = args[4] or '', result = false }
  apply(job, refused(job, ending))
  return complete(1)
end)

local mostUndecided = 100

redis.register_function{ function_name = 'hr_undecided', flags = { 'no-writes' }, callback = function(keys, args)
  begin(keys)
  local records = {}
  local guids = call('ZRANGE', W.undecidedKey, 0, math.min(tonumber(args[1]), mostUndecided) - 1)
  prefetch(guids, true)
  for _, guid in ipairs(guids) do
    local job = find(guid)
    local record = job and (job.stored or call('HGET', W.jobsKey, guid))
    if record then
      records[#records + 1] = record
      records[#records + 1] = job.lane
      records[#records + 1] = job.undecided
    end
  end
  return records
end }
