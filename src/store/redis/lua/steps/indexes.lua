-- Where jobs are found by what they wait for. What nothing in the same call reads is written at its end, for all jobs with
-- one command each: a command costs more than what it does for one job.

local function addLater(key, score, guid)
  gather(W.added, key, score, guid)
end

local function pushLater(key, guid)
  gather(W.pushed, key, guid)
end

local function moveDeadline(job, from, to)
  if from == to then return end
  if type(from) == 'string' then deadlines.leave(from, int(job.id))
  elseif from and type(to) ~= 'number' then gather(W.removed, W.dueKey, job.guid) end
  if type(to) == 'string' then deadlines.join(to, int(job.id))
  elseif to then addLater(W.dueKey, int(to), job.guid) end
end

local function move(key, from, to, guid)
  if (from or false) == to then return end
  if to then addLater(key, int(to), guid) else gather(W.removed, key, guid) end
end

-- Of a job, since it was looked up or last written.
local function gatherIndexes(job)
  local was = job.was
  local deadline = deadlines.entryOf(job)
  moveDeadline(job, was.deadline or false, deadline)
  move(W.undecidedKey, was.undecided, job.undecided, job.guid)
  if (was.heldBy or false) ~= job.session then
    if was.heldBy then holds.remove(was.heldBy, int(job.id)) end
    if job.session then holds.add(job.session, int(job.id)) end
  end
  was.deadline, was.undecided, was.heldBy = deadline, job.undecided, job.session
end

local function writeGathered()
  deadlines.write()
  holds.write()
  for key, list in pairs(W.removed) do call('ZREM', key, unpack(list)) end
  for key, list in pairs(W.added) do call('ZADD', key, unpack(list)) end
  for key, list in pairs(W.pushed) do call('RPUSH', key, unpack(list)) end
end

local function flushGathered()
  writeGathered()
  W.removed, W.added, W.pushed, W.isLying = {}, {}, {}, false
  W.quit, W.joined, W.given, W.taken = {}, {}, {}, {}
end

local function gatherAll()
  local dirty = W.dirty
  for i = 1, #dirty do
    if not dirty[i].isGone then gatherIndexes(dirty[i]) end
  end
end

-- To be called before something reads them.
local function writeIndexes()
  gatherAll()
  flushGathered()
end

-- To be called before something reads an inbox, or takes a job out of one.
local function writeInboxes()
  if W.isLying then flushGathered() end
end
