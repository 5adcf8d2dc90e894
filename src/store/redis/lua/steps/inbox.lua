-- Where jobs lie that an agent may take.

local function inboxScore(job)
  local seq = job.seq
  return job.priority * priorities.span + priorities.middle + (seq and seq or job.id)
end

-- Wakes one of those that wait for work there, unless the end of the call finds one that stands ready.
local function mark(inbox)
  -- Once a call: whoever wakes up looks at all of the inbox.
  if not W.marked[inbox] then
    W.marked[inbox] = true
    call('ZADD', W.p .. 'mk:' .. string.sub(inbox, #W.p + 4), '0', '1')
  end
end

-- Puts it into its inbox. Where turns and limits have no say, all that come into an inbox in one call come together.
local function lie(job)
  local key = inboxKey(job.inbox, job.lane)
  if job.seq or W.limited then
    call('ZADD', key, int(inboxScore(job)), job.guid)
  else
    W.isLying = true
    addLater(key, int(inboxScore(job)), job.guid)
  end
  mark(key)
end

local function intoInbox(job, head)
  if head then
    writeInboxes()
    local key = inboxKey(job.inbox, job.lane)
    local from = job.priority * priorities.span
    local first = call('ZRANGEBYSCORE', key, from, '(' .. int(from + priorities.middle), 'WITHSCORES', 'LIMIT', 0, 1)
    job.seq = (first[2] and tonumber(first[2]) - from - priorities.middle or 0) - 1
  else
    job.seq = job.lane == '' and nextTurn(job)
  end
  lie(job)
end
