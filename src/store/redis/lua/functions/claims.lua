-- hr_claim: takes jobs out of the inbox of an agent. A job it returns is held by the session until it is finished,
--   released, or the session is lost.
-- KEYS[1]: hash of jobs. ARGV: agent, session (see hr_hello), max, slots, lanes (none = the lane '').
--   slots: '', or JSON { actor: free slots }: a job beyond them arrives `planned` and waits for hr_start; or `ready`: if
--   there is nothing to be claimed, the session stands ready for 2.5 s, and the next job is handed to it; see handover.lua.
-- Returns [claims, more, event]; for each claim: guid, fence, record, state, attempt, revision, run ('' if none).
-- hr_start: planned -> running. ARGV: guid, fence. Returns [1, more, event]; 0 if it is not its holder's any more.

register('hr_claim', function(keys, args)
  begin(keys, args[2])
  local lanes = {}
  for i = 5, #args do lanes[i - 4] = args[i] end
  if #args < 5 then lanes[1] = '' end
  return complete(claim(args[1], args[2], tonumber(args[3]) or 1, args[4] or '', lanes))
end, 3)

register('hr_start', function(keys, args)
  begin(keys)
  local job = find(args[1])
  if not job or not isHolder(job, tonumber(args[2])) then return { 0, 0, W.event } end
  -- Said twice, because an answer was lost: still its holder's.
  if job.state == 'planned' then apply(job, started(job)) end
  return complete(1)
end, 2)
