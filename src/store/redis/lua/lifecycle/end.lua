-- Mirrors src/lifecycle/end.ts: how a job ends, and what an attempt that did not succeed leads to.

local maxLost = shared.maxLost
local ignorable = { failed = true, timeout = true, not_picked_up = true, lost = true, poison = true }

-- An end: { outcome, code, message, result (JSON text or false) }.
local function endOf(outcome, message)
  return { outcome = outcome, code = 0, message = message, result = false }
end

local function cancelledEnd(reason)
  return endOf('cancelled', reason)
end

local function ended(job, how, ignored)
  job.state = how.outcome == 'ok' and 'ok' or 'error'
  job.outcome, job.endedMs = how.outcome, W.now
  job.inbox, job.session, job.due = false, false, false
  -- Mostly it is so anyway, and a new field costs more than a look.
  if job.code ~= how.code then job.code = how.code end
  if job.message ~= how.message then job.message = how.message end
  if job.result ~= how.result then job.result = how.result end
  if job.ignored ~= ignored then job.ignored = ignored end
  if job.undecided then job.undecided = false end
  return { path = '"' .. job.state .. '"', how = how }
end

-- base * 2^(n-1), capped, less a random share; see src/ground/backoff.ts.
local function backoffDelay(n)
  local set = call('HMGET', W.n, 'test_backoff', 'test_random')
  local base, max, jitter = 500, 60000, 0.25
  if set[1] then
    base, max, jitter = string.match(set[1], '^(%S+) (%S+) (%S+)$')
    base, max, jitter = tonumber(base), tonumber(max), tonumber(jitter)
  end
  local random = set[2] and tonumber(set[2]) or ((W.micros * 7919 + W.event * 104729) % 1000003) / 1000003
  local full = math.min(max, base * 2 ^ math.min(n - 1, 30))
  return math.floor(full * (1 - jitter * random) + 0.5)
end

local function failedAttempt(job, how)
  return {
    attempt = job.attempt, agent = job.agent, outcome = how.outcome, code = how.code, message = how.message,
    startedMs = job.startedMs, endedMs = W.now,
  }
end

local function contains(codes, code)
  for i = 1, #codes do
    if codes[i] == code then return true end
  end
  return false
end

local function free(job)
  job.state, job.inbox, job.session, job.due, job.startedMs = 'scheduled', false, false, false, false
end

-- `again`: `never`; milliseconds before which it is not tried again; false = as the job says.
local function attemptFailed(job, how, again)
  local failed = failedAttempt(job, how)
  if how.outcome == 'failed' and job.ignoreCodes and contains(job.ignoreCodes, how.code) then
    return ended(job, how, true), failed
  end
  local candidates = candidatesOf(job)
  if again ~= 'never' and job.turn + 1 < (candidates and #candidates or 0) then
    free(job)
    job.turn = job.turn + 1
    if again then job.notBefore = W.now + again end
    place(job)
    return { path = '"scheduled"', how = how }, failed
  end
  if again ~= 'never' and job.round < job.retry then
    free(job)
    job.turn, job.round = 0, job.round + 1
    job.notBefore = W.now + (again or backoffDelay(job.round))
    place(job)
    return { path = '"scheduled"', how = how }, failed
  end
  return ended(job, how, job.ignoreError and ignorable[how.outcome] or false), failed
end

local function holderLost(job, message)
  local how = endOf('lost', message)
  local failed = failedAttempt(job, how)
  job.fence, job.lost = job.fence + 1, job.lost + 1
  if job.cancel then return ended(job, cancelledEnd(job.cancel), false), failed end
  if job.lost >= maxLost then
    local poison = endOf('poison', maxLost .. ' agents were lost while they held it')
    return ended(job, poison, job.ignoreError), failed
  end
  free(job)
  if job.named then
    local candidates = candidatesOf(job)
    job.turn = (job.turn + 1) % math.max(1, candidates and #candidates or 0)
    place(job)
  else
    chooseAnew(job)
  end
  return { path = '"scheduled"', how = how }, failed
end
