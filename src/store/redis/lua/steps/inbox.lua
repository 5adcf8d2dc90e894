-- Where jobs lie that an agent may take.

-- Scores of an inbox: priority first, then order. Who goes to the head counts down from the middle of its priority.
local prioritySpan = 2 ^ 43
local middle = 2 ^ 42
local maxPriority = 1000

local function inboxScore(job)
  local seq = job.seq
  return job.priority * prioritySpan + middle + (seq and seq or job.id)
end

-- Wakes one of those that wait for work there.
local function mark(key, marker)
  -- Once a call: whoever wakes up looks at all of the inbox.
  if not W.marked[key] then
    W.marked[key] = true
    call('ZADD', marker, 0, '1')
  end
end

local function intoInbox(job, head)
  local key = inboxKey(job.inbox, job.lane)
  if head then
    local from = job.priority * prioritySpan
    local first = call('ZRANGEBYSCORE', key, from, '(' .. int(from + middle), 'WITHSCORES', 'LIMIT', 0, 1)
    job.seq = (first[2] and tonumber(first[2]) - from - middle or 0) - 1
  end
  call('ZADD', key, inboxScore(job), job.guid)
  mark(key, markerKey(job.inbox, job.lane))
end
