-- hr_tidy: mends what hr_inspect and hr_strays find, a piece a call. What lies beside a job is believed; indexes follow it.
-- Guarantee: where all fits together nothing changes.
-- KEYS[1]: hash of jobs. ARGV: phase (jobs, or one of hr_strays), cursor ('0' = begin); for under, what a limit counts: the
--   limit.
-- Returns [[cursor, what was done, ...], more, event].

local function setScore(key, guid, wanted)
  local found = tonumber(call('ZSCORE', key, guid) or nil) or false
  if found == wanted then return false end
  if wanted then call('ZADD', key, wanted, guid) else call('ZREM', key, guid) end
  return true
end

local function mendDeadline(job)
  local deadline = deadlines.entryOf(job)
  local isMended = setScore(W.dueKey, job.guid, type(deadline) == 'number' and deadline)
  if type(deadline) ~= 'string' or deadlines.has(deadline, job.id) then return isMended end
  deadlines.join(deadline, int(job.id))
  return true
end

local function mendHold(job, say)
  if isHeld(job) and not (job.session and call('HEXISTS', W.p .. 'sessions', job.session) == 1) then
    apply(job, holderLost(job, 'the agent that had it was lost'))
    return say('took it from a holder that is not known')
  end
  if job.session and not isHeld(job) then
    job.session = false
    apply(job)
    return say('took away its holder, since it does not run')
  end
  if job.session and call('SADD', holds.key(job.session), int(job.id)) == 1 then say('put it back to those its session holds') end
  for _, id in ipairs(job.session and W.limited and limitsOf(job, job.agent) or {}) do
    if limitMax(id) and call('SADD', underKey(id), job.guid) == 1 then say('counted it under the limit ' .. id) end
  end
end

local function mendPlace(job, say)
  if job.inbox and job.state ~= 'scheduled' then
    job.inbox = false
    apply(job)
    say('took it out of an inbox')
  end
  if job.parked and not (job.inbox and limitMax(job.parked)
    and call('ZSCORE', parkedKey(job.inbox .. ':' .. job.lane, job.parked), job.guid)) then
    job.parked = false
    touch(job)
  elseif job.parked and not isParkingKnown(job.inbox .. ':' .. job.lane, job.parked) then
    call('SADD', parkedByKey(job.inbox .. ':' .. job.lane), job.parked)
    call('ZADD', parkedAtKey(job.parked), 'NX', W.now, job.inbox .. ':' .. job.lane)
    say('made the limit ' .. job.parked .. ' bring it back')
  end
  writeInboxes()
  if job.inbox and not job.parked and not call('ZSCORE', inboxKey(job.inbox, job.lane), job.guid) then
    intoInbox(job, false)
    touch(job)
    say('put it back into its inbox')
  end
  local isWaiting = job.state == 'created' or job.state == 'scheduled'
  if isWaiting and job.unmet == 0 and not job.inbox and not job.due and not job.undecided then
    apply(job, place(job))
    say('let it go on, since it waited for nothing')
  end
  local due = job.due
  if job.inbox and not due then due = patience(job) end
  if job.state == 'running' and not due and job.timeoutMs > 0 then due = W.now + job.timeoutMs + shared.timeoutGraceMs end
  if due ~= job.due then
    job.due = due
    apply(job)
    say('gave it a deadline')
  end
end

-- Of a job of which only its record is left.
local function saysOk(guid)
  local record = call('HGET', W.jobsKey, guid)
  local spec, _, status = readRecord(record or '')
  return spec and type(status) == 'table' and status.status == 'ok'
end

local function mendNeeds(job, raw, say)
  local open, bad = 0, false
  for _, guid in ipairs(neededBy(raw)) do
    local other = find(guid)
    if other and (isOpen(other) or call('HEXISTS', W.p .. 'ended', guid) == 1) then
      open = open + 1
      if setScore(W.p .. 'dep:' .. guid, job.guid, job.id) then say('made it hear of the end of ' .. guid) end
    elseif other and not isGood(other) or not other and not saysOk(guid) then
      bad = guid
    end
  end
  if open == job.unmet then return end
  job.unmet = open
  say('counted its open dependencies anew')
  if bad then return apply(job, dependencyFailed(job, bad)) end
  apply(job, open == 0 and place(job) or nil)
end

-- Its record was deleted: it ends, and then goes.
local function mendDeleted(job, say)
  if isOpen(job) then
    apply(job, ended(job, endingOf('unknown', 'its record was deleted'), false))
    return say('ended it, since its record was deleted')
  end
  if call('EXISTS', W.p .. 'dep:' .. job.guid) == 1 and isNeeded(job.guid) then return end
  local ids = {}
  forgetJob(job, job.guid, ids)
  removeGone({ job.guid })
  leaveOrder(ids)
  say('removed what was left of it, since its record was deleted')
end

local function tidyJob(guid, packed, done)
  local job = remember(guid, packed)
  if not job then
    call('HDEL', W.side, guid)
    done[#done + 1] = 'job ' .. guid .. ': removed what was damaged'
    return
  end
  if job.batch then return end
  local function say(text) done[#done + 1] = 'job ' .. guid .. ': ' .. text end
  local record = call('HGET', W.jobsKey, guid)
  if not record then return mendDeleted(job, say) end
  local good, raw = pcall(cjson.decode, string.sub(record, 1, job.offset) .. '}')
  if good and pcall(cjson.decode, record) then
    job.isDoubted, job.recorded = true, false
    if record ~= splice(job) then
      touch(job)
      say('wrote into its record how it stands')
    end
    if isOpen(job) then mendNeeds(job, raw, say) end
  end
  if isOpen(job) then mendHold(job, say) end
  if isOpen(job) then mendPlace(job, say) end
  writeIndexes()
  if mendDeadline(job) then say('put its deadline right') end
  if setScore(W.undecidedKey, guid, job.undecided) then say('put right whether it waits for a decision') end
  if job.run and setScore(W.p .. 'run:' .. job.run, guid, job.id) then say('put it back into its run') end
  if not isInOrder(job) then
    putBackInOrder(job)
    say('put it back into the order of jobs')
  end
end

redis.register_function('hr_tidy', function(keys, args)
  begin(keys)
  continueEnded()
  local answer = { '0' }
  if args[1] == 'jobs' then
    local scan = call('HSCAN', W.side, args[2], 'COUNT', shared.pieceSize)
    answer[1] = scan[1]
    for i = 1, #scan[2], 2 do tidyJob(scan[2][i], scan[2][i + 1], answer) end
  else
    tidyStrays(args[1], args[2], answer, true, args[3])
  end
  return complete(answer)
end)
