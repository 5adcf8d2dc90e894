-- hr_cancel: a job that waits ends now; the holder of a running one is told by its next beat, and has 10 s for it.
-- KEYS[1]: hash of jobs. ARGV: guid, reason.
-- Returns [word, more, event]: cancelled, requested (its holder is asked), final (it has ended), unknown.
-- hr_cancel_run: cancels what of a run has not begun, in pieces. ARGV: run, reason, cursor ('' = begin).
-- Returns [[number of jobs, cursor], more, event]; call again with the cursor until it is ''.

local runPiece = 100

register('hr_cancel', function(keys, args)
  begin(keys)
  local job = find(args[1])
  if not job or job.batch then return { 'unknown', 0, W.event } end
  if not isOpen(job) then return { 'final', 0, W.event } end
  local event, changed = cancelled(job, legible(args[2] or ''))
  if changed then apply(job, event) end
  return complete(isOpen(job) and 'requested' or 'cancelled')
end, 1)

register('hr_cancel_run', function(keys, args)
  begin(keys)
  local from = (args[3] or '') == '' and '-inf' or args[3]
  local list = call('ZRANGEBYSCORE', W.p .. 'run:' .. args[1], from, '+inf', 'WITHSCORES', 'LIMIT', 0, runPiece)
  local cancelledJobs, cursor = 0, ''
  for i = 1, #list, 2 do
    local job = find(list[i])
    if job and not job.batch and isOpen(job) and job.run == args[1] and job.state ~= 'running' then
      apply(job, (cancelled(job, legible(args[2] or ''))))
      cancelledJobs = cancelledJobs + 1
    end
    if #list == runPiece * 2 then cursor = '(' .. list[i + 1] end
  end
  return complete({ cancelledJobs, cursor })
end)
