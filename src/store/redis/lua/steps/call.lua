-- One call of a function: where its keys are, what time it is, and what it leaves behind when it is over.

-- Everything of one call; made anew by `begin`, since a library lives as long as its server.
local W
-- redis.call, which there is only while a function runs.
local call

-- `least`: arguments without which it says so, and not what went wrong inside of it. A function may write although the server
-- has reached its maxmemory, since what is there has to be able to end and to go; not so one that `takesIn` something.
local function register(name, callback, least, takesIn)
  local function checked(keys, args)
    if #keys == 1 and #args >= least then return callback(keys, args) end
    return redis.error_reply('ERR ' .. name .. ' takes one key and at least ' .. least .. ' arguments: see docs/protocol.md')
  end
  redis.register_function{
    function_name = name, flags = takesIn and {} or { 'allow-oom' }, callback = least and checked or callback,
  }
end

-- An empty list that nobody changes.
local none = {}

-- States that are final.
local finals = { ok = true, error = true }

-- Of each hash of jobs, what is kept of its store from call to call: names of keys that nearly every call needs, and agents.
local storeOfHash = {}

-- Whoever is alive is heard of every second. After a silence this long the store was away, or its clock has jumped: for
-- one lease nobody is taken for dead, and nobody for late, since nobody could say anything.
local awayMs, graceMs = shared.awayMs, shared.graceMs

-- The tag puts all keys of a deployment into the slot of its hash of jobs. A call finds here what it has not said itself.
local function storeOf(jobs)
  local p = '{' .. (string.match(jobs, '{([^}]+)}') or jobs) .. '}:'
  local store = {
    p = p, jobsKey = jobs, n = p .. 'n', side = p .. 's', dueKey = p .. 'due', lateKey = p .. 'late',
    undecidedKey = p .. 'undecided', eventsKey = p .. 'ev', heldPrefix = p .. 'held:',
    work = 0, left = false, cursors = false, dead = false, limits = false, turns = false, ended = false,
    parts = false, isLying = false, created = false, known = false,
  }
  store.meta = { __index = store }
  storeOfHash[jobs] = store
  return store
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

-- What nearly every call reads and most change lies in one field, `core`, since each field costs as much as a command:
-- numbers of the last event and the last job, the time, until when nobody is late, until when there is room, how many
-- limits there are, whether dependents are left behind, four counters; then the source that all jobs have (see fair.lua),
-- and what changes with every new agent (see agents.lua). As texts these are '' if there is none.
local coreForm = '<dddddddddddI2c0I2c0'
local usualNames = { 'state:scheduled', 'state:running', 'state:ok', 'outcome:ok' }

-- What a session is kept as among the numbers: the agent whose it is.
local function sessionField(session)
  return '@' .. session
end

-- Jobs whose guids stand in one list; see order.lua.
local orderSpan = 100

-- Without a core: of a new store nothing, of one that somebody has taken it from what the rest tells, so that numbers are
-- not given twice. Counters are put right by a repair. Returns last event, last job, limits, dependents left behind, source,
-- and whether something was lost.
local function recover(p)
  local event = call('XREVRANGE', p .. 'ev', '+', '-', 'COUNT', 1)[1]
  local part = call('ZREVRANGE', p .. 'all', 0, 0)[1]
  if not event and not part then return 0, 0, 0, 0, '', false end
  local jobs = part and call('LLEN', p .. 'all:' .. part) or 0
  local id = part == '0' and jobs or part and part * orderSpan + jobs - 1 or 0
  local limits = call('HLEN', p .. 'limits') - call('HEXISTS', p .. 'limits', 'store:')
  return event and tonumber(string.match(event[1], '^%d+')) or 0, id, limits, call('EXISTS', p .. 'ended'), '*', true
end

-- `session`: one whose agent is asked for.
local function begin(keys, session)
  call = redis.call
  local jobs = keys[1]
  local store = storeOfHash[jobs] or storeOf(jobs)
  local n = call('HMGET', store.n, 'core', 'revision', 'test_now', session and sessionField(session) or 'revision')
  local core, testNow, time = n[1], n[3], call('TIME')
  local event, id, before, grace, roomTill, limits, behind, scheduled, running, ok, okOutcome, source, made =
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', ''
  local revision, isLost = n[2] and n[2] + 1 or 1, false
  if core then
    event, id, before, grace, roomTill, limits, behind, scheduled, running, ok, okOutcome, source, made =
      struct.unpack(coreForm, core)
  else
    event, id, limits, behind, source, isLost = recover(store.p)
  end
  local now = testNow and tonumber(testNow) or time[1] * 1000 + math.floor(time[2] / 1000)
  -- A clock that was set back, or one of a new master, stands still instead.
  if now < before then now = before end
  -- Higher than any that was there, since what was decided under that must not be taken for decided now.
  if isLost then revision = now end
  if before > 0 and now - before > awayMs then grace = now + graceMs end
  -- What is asked for often is not left to be found in the store.
  W = setmetatable({
    store = store, p = store.p, jobsKey = jobs, n = store.n, side = store.side, dueKey = store.dueKey, lateKey = store.lateKey,
    now = now, nowText = int(now), micros = time[2], revision = revision, isLost = isLost, event = event, id = id, told = 0,
    grace = grace, roomTill = roomTill, nLimits = limits, limited = limits > 0, behind = behind ~= 0, source = source,
    made = made, agentOfSession = n[4], ['state:scheduled'] = scheduled, ['state:running'] = running,
    ['state:ok'] = ok, ['outcome:ok'] = okOutcome,
    -- Gathered by guid, name or key, and as lists; those of lists that have some room need not grow so soon.
    jobs = {}, counts = {}, marked = {}, added = {}, removed = {}, pushed = {}, joined = {}, quit = {}, taken = {}, given = {},
    dirty = { nil, nil }, events = { nil, nil },
    over = { nil }, records = { nil, nil, nil, nil }, packed = { nil, nil, nil, nil },
  }, store.meta)
end

local function packCore()
  local w, source, made = W, W.source, W.made
  return struct.pack(
    coreForm, w.event, w.id, w.now, w.grace, w.roomTill, w.nLimits, w.behind and 1 or 0, w['state:scheduled'],
    w['state:running'], w['state:ok'], w['outcome:ok'], #source, source, #made, made
  )
end

-- Whether there is a number of this name in the core.
local function isUsual(name)
  return name == 'state:scheduled' or name == 'state:running' or name == 'state:ok' or name == 'outcome:ok'
end

local function count(name, by)
  if isUsual(name) then W[name] = W[name] + by else W.counts[name] = (W.counts[name] or 0) + by end
end

-- What is to be written at the end of a call, by key.
local function gather(lists, key, a, b)
  local list = lists[key]
  if list then
    list[#list + 1] = a
    if b then list[#list + 1] = b end
  else
    lists[key] = { a, b }
  end
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
