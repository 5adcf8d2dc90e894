-- Mirrors src/lifecycle/end.ts: how a job ends, and what an attempt that did not succeed leads to.

local maxLost = shared.maxLost
local ignorable = { failed = true, timeout = true, not_picked_up = true, lost = true, poison = true }

-- An end: { outcome, code, message, result (JSON text or false) }.
local function endingOf(outcome, message)
  return { outcome = outcome, code = 0, message = message, result = false }
end

local function cancelledEnd(reason)
  return endingOf('cancelled', reason)
end

local function ended(job, ending, ignored)
  job.state = ending.outcome == 'ok' and 'ok' or 'error'
  job.outcome, job.endedMs = ending.outcome, W.now
  job.inbox, job.session, job.due = false, false, false
  -- Mostly it is so anyway, and a new field costs more than a look.
  if job.code ~= ending.code then job.code = ending.code end
  if job.message ~= ending.message then job.message = ending.message end
  if job.result ~= ending.result then job.result = ending.result end
  if job.ignored ~= ignored then job.ignored = ignored end
  if job.undecided then job.undecided = false end
  return { path = '"' .. job.state .. '"', ending = ending }
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

local function failedAttempt(job, ending)
  return {
    attempt = job.attempt, agent = job.agent, outcome = ending.outcome, code = ending.code, message = ending.message,
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
local function attemptFailed(job, ending, again)
  local failed = failedAttempt(job, ending)
  if ending.outcome == 'failed' and job.ignoreCodes and contains(job.ignoreCodes, ending.code) then
    return ended(job, ending, true), failed
  end
  local candidates = candidatesOf(job)
  if again ~= 'never' and job.turn + 1 < (candidates and #candidates or 0) then
    free(job)
    job.turn = job.turn + 1
    if again then job.notBefore = W.now + again end
    place(job)
    return { path = '"scheduled"', ending = ending }, failed
  end
  if again ~= 'never' and job.round < job.retry then
    free(job)
    job.turn, job.round = 0, job.round + 1
    job.notBefore = W.now + (again or backoffDelay(job.round))
    place(job)
    return { path = '"scheduled"', ending = ending }, failed
  end
  return ended(job, ending, job.ignoreError and ignorable[ending.outcome] or false), failed
end

local function holderLost(job, message)
  local ending = endingOf('lost', message)
  local failed = failedAttempt(job, ending)
  job.fence, job.lost = job.fence + 1, job.lost + 1
  if job.cancel then return ended(job, cancelledEnd(job.cancel), false), failed end
  if job.lost >= maxLost then
    local poison = endingOf('poison', maxLost .. ' agents were lost while they held it')
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
  return { path = '"scheduled"', ending = ending }, failed
end
