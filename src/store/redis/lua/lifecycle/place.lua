-- Mirrors src/lifecycle/place.ts: where an open job waits that nobody holds.
-- Steps change the job and return: event (or nil), failed attempt (or nil), whether it goes to the head of its inbox.

local deadAfterMs = shared.deadAfterMs

-- What happens to a job, as those hear who listen; shared, so nobody changes it.
local comes = { path = '"created"' }
local waits = { path = '"scheduled"' }
local comesAndWaits = { path = '"created","scheduled"' }

-- Not heard of for long, or asked to take no more.
local function isDead(agent)
  W.dead = W.dead or {}
  local dead = W.dead[agent]
  if dead == nil then
    local seen = call('HGET', W.p .. 'seen', agent)
    dead = seen and tonumber(seen) < W.now - deadAfterMs or call('SISMEMBER', W.p .. 'draining', agent) == 1
    W.dead[agent] = dead
  end
  return dead
end

local function patience(job)
  return deadlines.patience(job.scheduleMs)
end

-- The first living candidate from `turn` on; the one at `turn` if none of them lives. Turns count from 0.
local function nextAlive(candidates, turn)
  if turn + 1 >= #candidates then return turn end
  for i = turn, #candidates - 1 do
    if not isDead(candidates[i + 1]) then return i end
  end
  return turn
end

local function place(job)
  job.inbox = false
  if job.unmet > 0 then
    job.due, job.undecided = false, false
    return nil
  end
  if job.notBefore > W.now then
    job.due, job.undecided = job.notBefore, false
    return nil
  end
  local outdated = job.state == 'created' and job.revision ~= W.revision
  local candidates = candidatesOf(job)
  if not candidates or outdated then
    job.due, job.undecided = false, W.now
    return nil
  end
  local turn = nextAlive(candidates, job.turn)
  local agent = candidates[turn + 1]
  if not agent then
    if not (job.undecided and job.due) then job.due = patience(job) end
    job.undecided = W.now
    return nil
  end
  job.state, job.inbox, job.agent, job.turn = 'scheduled', agent, agent, turn
  job.notBefore, job.undecided, job.scheduledMs, job.startedMs = 0, false, W.now, false
  job.due = patience(job)
  return waits
end

local function arrive(job)
  place(job)
  return job.state == 'created' and comes or comesAndWaits
end

local function admitted(job, candidates, revision)
  setCandidates(job, candidates)
  job.revision, job.turn = revision, 0
  return place(job)
end

local function satisfied(job)
  job.unmet = math.max(0, job.unmet - 1)
  return place(job)
end

local function chooseAnew(job)
  setCandidates(job, false)
  job.inbox, job.turn, job.undecided, job.due = false, 0, W.now, patience(job)
end

-- The agent in whose inbox it lies has died. Returns false when nobody else may take it, and it stays.
local function abandoned(job)
  if job.named then return false end
  chooseAnew(job)
  return nil
end

-- The agent in whose inbox it lies takes nothing more. Returns false when nobody else may take it, and it stays.
local function passedOver(job)
  local candidates = candidatesOf(job)
  if job.turn + 1 < (candidates and #candidates or 0) then
    job.turn = job.turn + 1
    return place(job)
  end
  return abandoned(job)
end
