-- Agents by number and by public key.

-- Agents have numbers, as a public key is longer than all else that is kept of a job that has ended. What is known of them
-- is kept for further calls; `made` changes with every new number, so what is kept is not believed when it is not the same
-- on this server any more.
local function readKnown()
  local store = W.store
  if not store.agents or store.made ~= W.made then
    store.made, store.agents, store.numbers, store.texts = W.made, {}, {}, {}
  end
  W.known = store
  return store
end

local function keptAgents()
  return W.known or readKnown()
end

local function numberOf(agent)
  local store = keptAgents()
  local number = store.numbers[agent]
  if not number then
    number = tonumber(call('HGET', W.p .. 'agent_numbers', agent) or nil)
    if not number then
      number = call('HLEN', W.p .. 'agent_numbers') + 1
      -- Where somebody has deleted some, jobs may still name one of them.
      while call('HEXISTS', W.p .. 'agent_keys', number) == 1 do number = number + 1 end
      call('HSET', W.p .. 'agent_numbers', agent, number)
      call('HSET', W.p .. 'agent_keys', number, agent)
      W.made = number .. ' ' .. W.nowText .. ' ' .. W.micros
      store = readKnown()
    end
    store.numbers[agent], store.agents[number] = number, agent
  end
  return number
end

local function agentOf(number)
  local store = keptAgents()
  local agent = store.agents[number]
  if not agent then
    agent = call('HGET', W.p .. 'agent_keys', number)
    if agent then store.numbers[agent], store.agents[number] = number, agent end
  end
  return agent
end

-- A public key as a member of an event.
local function agentText(agent)
  local texts = keptAgents().texts
  local text = texts[agent]
  if not text then
    text = ',"agent":' .. quote(agent)
    texts[agent] = text
  end
  return text
end
