-- What happened, for those who listen: one entry a call in the event stream.

-- A longer result is read from its job instead of being kept in the event stream too.
local inlineResult = 4096
-- The stream is cut only now and then, as that takes longer than to add to it.
local cutEvery = 50

-- What follows on a path in the text of an event.
local function endText(ending)
  local result = ending.result and (#ending.result > inlineResult and ',"big":true' or ',"result":' .. ending.result) or ''
  return ',"outcome":"' .. ending.outcome .. (ending.code ~= 0 and '","code":' .. int(ending.code) or '"')
    .. (ending.message ~= '' and ',"message":' .. quote(ending.message) or '') .. result .. '}'
end

-- An event says only what is not as usual; see feed.ts for what that is. Jobs to which the same happens one after another
-- share one.
local function tellOf(quoted, run, agent, attempt, isIgnored, event)
  local ending, events = event.ending, W.events
  local last = events[#events]
  if last and not ending and last.path == event.path and last.run == run and last.agent == agent and last.attempt == attempt then
    W.event, W.told = W.event + 1, W.told + 1
    last[#last + 1] = quoted
    return
  end
  local text = ',"path":[' .. event.path
    .. (run and '],"run":' .. quote(run) or ']')
    .. (agent and agentText(agent) or '')
    .. (attempt ~= 0 and ',"attempt":' .. int(attempt) or '')
    .. (isIgnored and ',"ignored":true' or '')
    .. (ending and endText(ending) or '}')
  W.event, W.told = W.event + 1, W.told + 1
  if last and last.text == text then
    last[#last + 1] = quoted
  else
    events[#events + 1] = {
      quoted, text = text, path = not ending and event.path, run = run, agent = agent, attempt = attempt,
    }
  end
end

local function tell(job, event)
  tellOf(job.quoted or quote(job.guid), job.run, job.agent, job.attempt, job.ignored, event)
end

-- Of pieces, so that no text is made but the whole one.
local function eventsText()
  local pieces, last = { '[', nil, nil, nil, nil, nil, nil, nil }, 1
  for i = 1, #W.events do
    local event = W.events[i]
    local guids = #event == 1 and event[1] or '[' .. table.concat(event, ',') .. ']'
    pieces[last + 1] = (i > 1 and ',' or '') .. (#event == 1 and '{"guid":' or '{"guids":')
    pieces[last + 2], pieces[last + 3] = guids, event.text
    last = last + 3
  end
  pieces[last + 1] = ']'
  return table.concat(pieces)
end

local function writeEvents()
  local event, told = W.event, W.told
  if told == 0 then return end
  -- Entries are named after their last event, so that they are kept by number of events.
  local id = int(event) .. '-' .. int(told)
  if event % cutEvery < told then
    local kept = tonumber(call('HGET', W.n, 'kept_events') or shared.events)
    call('XADD', W.eventsKey, 'MINID', '~', int(math.max(0, event - kept)), id, 'at', W.nowText, 'e', eventsText())
  else
    call('XADD', W.eventsKey, id, 'at', W.nowText, 'e', eventsText())
  end
end
