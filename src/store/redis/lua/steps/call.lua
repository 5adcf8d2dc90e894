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

-- Of each hash of jobs, what is before the names of the keys that belong to it.
local prefixes = {}

-- Whoever is alive is heard of every second. After a silence this long the store was away, or its clock has jumped: for
-- one lease nobody is taken for dead, and nobody for late, since nobody could say anything. Mirrors src/lifecycle/life.ts.
local awayMs, graceMs = 5000, 15000

-- The tag puts all keys of a deployment into the slot of its hash of jobs.
local function prefixOf(jobs)
  local tag = string.match(jobs, '{([^}]+)}') or jobs
  prefixes[jobs] = '{' .. tag .. '}:'
  return prefixes[jobs]
end

local function begin(keys)
  call = redis.call
  local jobs = keys[1]
  local p = prefixes[jobs] or prefixOf(jobs)
  local n = call('HMGET', p .. 'n', 'revision', 'event', 'id', 'clock', 'room_till', 'limits', 'test_now', 'grace',
    'source')
  local time = call('TIME')
  -- A clock that was set back, or one of a new master, stands still instead.
  local before = tonumber(n[4] or 0)
  local now = math.max(tonumber(n[7]) or time[1] * 1000 + math.floor(time[2] / 1000), before)
  local wasAway = before > 0 and now - before > awayMs
  W = {
    p = p, jobsKey = jobs, n = p .. 'n', side = p .. 's', dueKey = p .. 'due', undecidedKey = p .. 'undecided',
    now = now, micros = tonumber(time[2]),
    revision = 1 + tonumber(n[1] or 0), event = tonumber(n[2] or 0), id = tonumber(n[3] or 0),
    jobs = {}, dirty = {}, events = {}, told = 0, counts = {}, ended = {}, dead = {}, marked = {}, work = 0,
    added = {}, removed = {}, pushed = {}, over = {}, numbers = {}, agents = {},
    limited = tonumber(n[6] or 0) > 0, limits = {}, roomTill = tonumber(n[5] or 0),
    turns = {}, source = n[9],
    wasAway = wasAway, grace = wasAway and now + graceMs or tonumber(n[8] or 0),
  }
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

-- A number as text; from 1e14 on Lua itself would write it with an exponent. redis.call writes numbers in full.
local function int(n)
  return string.format('%.0f', n)
end

-- A JSON string.
local function quote(text)
  if string.find(text, '[%c"\\\127]') then return cjson.encode(text) end
  return '"' .. text .. '"'
end
