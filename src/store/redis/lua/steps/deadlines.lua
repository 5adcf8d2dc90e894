-- Where deadlines lie. Of jobs that wait for an agent there can be very many, and theirs are far off: they lie together by the
-- second, in `late:SECOND` the numbers of the jobs and in `late` the seconds that there are, so that a call touches little
-- memory. All others are in `due`, each by its millisecond.

local deadlines = {}

function deadlines.isPatient(scheduleMs)
  return scheduleMs >= shared.longPatienceMs
end

-- When a patience that is to end at this time really does.
function deadlines.patienceEnd(scheduleMs, ms)
  return deadlines.isPatient(scheduleMs) and math.ceil(ms / 1000) * 1000 or ms
end

-- Of a job that begins to wait; false if it may wait for ever.
function deadlines.patience(scheduleMs)
  return scheduleMs ~= 0 and deadlines.patienceEnd(scheduleMs, W.now + scheduleMs)
end

-- Mostly the one that was asked for before.
local lastMs, lastSecond
function deadlines.secondOf(ms)
  if ms ~= lastMs then lastMs, lastSecond = ms, int(math.ceil(ms / 1000)) end
  return lastSecond
end

-- Under what the deadline of a job is entered: its second as text, its millisecond as a number, or false.
function deadlines.entryOf(job)
  local due = job.due
  if due and job.inbox and deadlines.isPatient(job.scheduleMs) then return deadlines.secondOf(due) end
  return due
end

function deadlines.key(second)
  return W.p .. 'late:' .. second
end

function deadlines.has(second, id)
  return call('ZSCORE', deadlines.key(second), int(id)) and call('ZSCORE', W.lateKey, second) and true or false
end

-- Both are written with the indexes.
function deadlines.join(second, number)
  gather(W.joined, second, number, number)
end

function deadlines.leave(second, number)
  gather(W.quit, second, number)
end

function deadlines.write()
  for second, ids in pairs(W.quit) do
    call('ZREM', deadlines.key(second), unpack(ids))
    if call('EXISTS', deadlines.key(second)) == 0 then call('ZREM', W.lateKey, second) end
  end
  for second, ids in pairs(W.joined) do
    call('ZADD', deadlines.key(second), unpack(ids))
    call('ZADD', W.lateKey, second, second)
  end
end
