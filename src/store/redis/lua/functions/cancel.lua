-- hr_cancel: a job that waits ends now; the holder of a running one is told by its next beat, and has 10 s for it.
-- KEYS[1]: hash of jobs. ARGV: guid, reason.
-- Returns [word, more, event]: cancelled, requested (its holder is asked), final (it has ended), unknown.
-- hr_cancel_run: cancels what of a run has not begun, in pieces. ARGV: run, reason, cursor ('' = begin).
-- Returns [[number of jobs, cursor], more, event]; call again with the cursor until it is ''.

-- Jobs of one call, and bytes of a reason that are kept.
local cancelling = { jobs = 100, reasonBytes = 16384 }

function cancelling.reason(text)
  return legible(string.sub(text or '', 1, cancelling.reasonBytes))
end

register('hr_cancel', function(keys, args)
  begin(keys)
  local job = find(args[1])
  if not job or job.batch then return { 'unknown', 0, W.event } end
  if not isOpen(job) then return { 'final', 0, W.event } end
  local event, changed = cancelled(job, cancelling.reason(args[2]))
  if changed then apply(job, event) end
  return complete(isOpen(job) and 'requested' or 'cancelled')
end, 1)

register('hr_cancel_run', function(keys, args)
  begin(keys)
  local from = (args[3] or '') == '' and '+inf' or args[3]
  -- The last ones first: who needs another one mostly comes behind it, and would else end as one of its dependents.
  local list = call('ZREVRANGEBYSCORE', W.p .. 'run:' .. args[1], from, '-inf', 'WITHSCORES', 'LIMIT', 0, cancelling.jobs)
  local cancelledJobs, cursor = 0, ''
  for i = 1, #list, 2 do
    local job = find(list[i])
    if job and not job.batch and isOpen(job) and job.run == args[1] and job.state ~= 'running' then
      apply(job, (cancelled(job, cancelling.reason(args[2]))))
      cancelledJobs = cancelledJobs + 1
    end
    if #list == cancelling.jobs * 2 then cursor = '(' .. list[i + 1] end
  end
  return complete({ cancelledJobs, cursor })
end)
