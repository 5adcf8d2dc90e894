-- Sessions that stand ready: the next job is theirs within the call that brings it, which saves them the claim.

-- Whoever stands ready says so anew within this time, or is taken for dead.
local readyMs = 2500

-- Sessions of an agent that stand ready in a lane, by until when, counted down so that the one heard of last comes first.
local function readyKey(agent, lane)
  return W.p .. 'rd:' .. agent .. ':' .. lane
end

-- What a session was handed and has not fetched: one member, which it waits for as it does for a marker.
local function handKey(session)
  return W.p .. 'hand:' .. session
end

local function standReady(agent, lanes, session, on)
  for i = 1, #lanes do
    local key = readyKey(agent, lanes[i])
    if on then call('ZADD', key, int(-W.now - readyMs), session) else call('ZREM', key, session) end
  end
end

-- One that stands ready, and does so no more then, and its score; nil if there is none. In another of its lanes it may have
-- been handed a job that it has not fetched yet.
local function readySession(agent, lane)
  local ready = call('ZPOPMIN', readyKey(agent, lane))
  local session = ready[1]
  if session and -tonumber(ready[2]) > W.now and call('HGET', W.n, sessionField(session)) == agent
    and call('EXISTS', handKey(session)) == 0 then return session, ready[2] end
end

-- The first of these claims.
local function hand(session, claims)
  local head = '{"guid":' .. quote(claims[1]) .. ',"fence":' .. int(claims[2]) .. ',"state":"' .. claims[4] .. '","attempt":'
    .. int(claims[5]) .. ',"revision":' .. int(claims[6]) .. ',"run":' .. quote(claims[7]) .. ',"policy":' .. int(W.revision) .. '}'
  call('ZADD', handKey(session), '0', head .. '\n' .. claims[3])
end

-- A job that is taken from a session does not wait for it any more. Returns whether it had not been fetched.
local function takeFromHand(job, session)
  local key = handKey(session)
  local start, handed = '{"guid":' .. quote(job.guid) .. ',', call('ZRANGE', key, 0, 0)[1]
  local isThere = handed and string.sub(handed, 1, #start) == start
  if isThere then call('DEL', key) end
  return isThere
end

-- What was handed to a session that asks for work all the same comes first.
local function takeHanded(session, claims)
  local handed = call('ZPOPMIN', handKey(session))[1]
  if not handed then return end
  local head, record = string.match(handed, '^([^\n]*)\n(.*)$')
  local said = cjson.decode(head)
  claims[1], claims[2], claims[3], claims[4] = said.guid, said.fence, record, said.state
  claims[5], claims[6], claims[7] = said.attempt, said.revision, said.run
end

local function forgetReady(session, agent, lanes)
  for _, lane in ipairs(lanes) do call('ZREM', readyKey(agent, lane), session) end
  call('DEL', handKey(session))
end
