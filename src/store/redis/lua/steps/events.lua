-- What happened, for those who listen: one entry a call in the trail of events.

-- Events kept for those who come late.
local keptEvents = 5000
-- A longer result is read from its job instead of being kept in the trail of events too.
local inlineResult = 4096
-- The trail is cut only now and then, which takes longer than to add to it.
local cutEvery = 50

-- What follows on a path in the text of an event.
local function endText(how)
  local result = how.result and (#how.result > inlineResult and ',"big":true' or ',"result":' .. how.result) or ''
  return ',"outcome":"' .. how.outcome .. (how.code ~= 0 and '","code":' .. int(how.code) or '"')
    .. (how.message ~= '' and ',"message":' .. quote(how.message) or '') .. result .. '}'
end

-- An event says only what is not as usual; see feed.ts for what that is. Jobs to which the same happens one after another
-- share one.
local function tellOf(quoted, run, agent, attempt, isIgnored, event)
  local how, events = event.how, W.events
  local last = events[#events]
  if last and not how and last.path == event.path and last.run == run and last.agent == agent and last.attempt == attempt then
    W.event, W.told = W.event + 1, W.told + 1
    last[#last + 1] = quoted
    return
  end
  local text = ',"path":[' .. event.path
    .. (run and '],"run":' .. quote(run) or ']')
    .. (agent and ',"agent":' .. quoteAgent(agent) or '')
    .. (attempt ~= 0 and ',"attempt":' .. int(attempt) or '')
    .. (isIgnored and ',"ignored":true' or '')
    .. (how and endText(how) or '}')
  W.event, W.told = W.event + 1, W.told + 1
  if last and last.text == text then
    last[#last + 1] = quoted
  else
    events[#events + 1] = {
      quoted, text = text, path = not how and event.path, run = run, agent = agent, attempt = attempt,
    }
  end
end

local function tell(job, event)
  tellOf(job.quoted or quote(job.guid), job.run, job.agent, job.attempt, job.ignored, event)
end

local function eventText(event)
  if #event == 1 then return '{"guid":' .. event[1] .. event.text end
  return '{"guids":[' .. table.concat(event, ',') .. ']' .. event.text
end

local function eventsText()
  local events = W.events
  if #events == 1 then return '[' .. eventText(events[1]) .. ']' end
  local texts = {}
  for i = 1, #events do texts[i] = eventText(events[i]) end
  return '[' .. table.concat(texts, ',') .. ']'
end

local function writeEvents()
  local event, told = W.event, W.told
  if told == 0 then return end
  -- Entries are named after their last event, so that they are kept by number of events.
  local id = int(event) .. '-' .. int(told)
  if event % cutEvery < told then
    call('XADD', W.eventsKey, 'MINID', '~', int(math.max(0, event - keptEvents)), id, 'at', W.nowText, 'e', eventsText())
  else
    call('XADD', W.eventsKey, id, 'at', W.nowText, 'e', eventsText())
  end
end
