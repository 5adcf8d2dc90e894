-- One call of a function: where its keys are, what time it is, and what it leaves behind when it is over.

-- Everything of one call; made anew by `begin`, since a library lives as long as its server.
local W
-- redis.call, which there is only while a function runs.
local call

-- A function that may write although the server has reached its maxmemory: what is there has to be able to end and to go.
local function register(name, callback)
  redis.register_function{ function_name = name, flags = { 'allow-oom' }, callback = callback }
end

-- States that are final.
local finals = { ok = true, error = true }

-- Of each hash of jobs, the names of the keys that belong to it and that nearly every call needs.
local places = {}

-- Whoever is alive is heard of every second. After a silence this long the store was away, or its clock has jumped: for
-- one lease nobody is taken for dead, and nobody for late, since nobody could say anything. Mirrors src/lifecycle/life.ts.
local awayMs, graceMs = 5000, 15000

-- The tag puts all keys of a deployment into the slot of its hash of jobs. A call finds here what it has not said itself.
local function placeOf(jobs)
  local p = '{' .. (string.match(jobs, '{([^}]+)}') or jobs) .. '}:'
  local place = {
    p = p, jobsKey = jobs, n = p .. 'n', side = p .. 's', dueKey = p .. 'due', undecidedKey = p .. 'undecided',
    eventsKey = p .. 'ev', heldPrefix = p .. 'held:',
    work = 0, left = false, cursors = false, dead = false, limits = false, turns = false, ended = false,
    parts = false, isLying = false, created = false, endTails = false,
  }
  place.meta = { __index = place }
  places[jobs] = place
  return place
end

-- Whole numbers as text. From 1e14 on Lua itself would write an exponent, and below that it takes three times as long.
local smallNumbers = {}
local function int(n)
  local text = smallNumbers[n]
  if text then return text end
  text = string.format('%d', n)
  if n >= 0 and n < 100 then smallNumbers[n] = text end
  return text
end

-- Counters that most calls change: they come with the other numbers at the beginning, and go with them at the end.
-- Their places in the answer.
local usualCounters = { ['state:scheduled'] = 12, ['state:running'] = 13, ['state:ok'] = 14, ['outcome:ok'] = 15 }

-- What a session is kept as among the numbers: the agent whose it is.
local function sessionField(session)
  return '@' .. session
end

-- `session`: one whose agent is asked for.
local function begin(keys, session)
  call = redis.call
  local jobs = keys[1]
  local place = places[jobs] or placeOf(jobs)
  local n = call('HMGET', place.n, 'revision', 'event', 'id', 'clock', 'room_till', 'limits', 'test_now', 'grace',
    'source', 'behind', 'made', 'state:scheduled', 'state:running', 'state:ok', 'outcome:ok',
    session and sessionField(session) or 'made')
  local time = call('TIME')
  local before = n[4] and tonumber(n[4]) or 0
  local now = n[7] and tonumber(n[7]) or time[1] * 1000 + math.floor(time[2] / 1000)
  -- A clock that was set back, or one of a new master, stands still instead.
  if now < before then now = before end
  local wasAway = before > 0 and now - before > awayMs
  local id = n[3] and tonumber(n[3]) or 0
  -- What is asked for often is not left to be found in the place.
  W = setmetatable({
    place = place, p = place.p, jobsKey = jobs, n = place.n, side = place.side, dueKey = place.dueKey, told = 0,
    numbers = n, now = now, nowText = int(now), micros = time[2],
    revision = n[1] and n[1] + 1 or 1, event = n[2] and tonumber(n[2]) or 0, id = id, firstId = id,
    roomTill = n[5] and tonumber(n[5]) or 0, limited = n[6] and tonumber(n[6]) > 0, source = n[9], behind = n[10],
    made = n[11], agentOfSession = n[16],
    wasAway = wasAway, grace = wasAway and now + graceMs or n[8] and tonumber(n[8]) or 0,
    -- Gathered by guid or key, and as lists.
    jobs = {}, dirty = {}, counts = {}, marked = {}, added = {}, removed = {}, pushed = {}, events = {}, over = {},
  }, place.meta)
end

local function count(name, by)
  W.counts[name] = (W.counts[name] or 0) + by
end

local function inboxKey(agent, lane)
  return W.p .. 'in:' .. agent .. ':' .. lane
end

local function markerKey(agent, lane)
  return W.p .. 'mk:' .. agent .. ':' .. lane
end

-- A JSON string.
local function quote(text)
  return cjson.encode(text)
end
