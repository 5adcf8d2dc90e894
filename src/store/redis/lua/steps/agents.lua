-- Agents by number and by public key.

-- Agents have numbers, as a public key is longer than all else that is kept of a job that has ended. What is known of them
-- is kept for further calls; `made` changes with every new number, so what is kept is not believed when it is not the same
-- on this server any more.
local function readKnown()
  local place = W.place
  if not place.agents or place.made ~= W.made then
    place.made, place.agents, place.numbers, place.texts = W.made, {}, {}, {}
  end
  W.known = place
  return place
end

local function keptAgents()
  return W.known or readKnown()
end

local function numberOf(agent)
  local place = keptAgents()
  local number = place.numbers[agent]
  if not number then
    number = tonumber(call('HGET', W.p .. 'agent_numbers', agent) or nil)
    if not number then
      number = call('HLEN', W.p .. 'agent_numbers') + 1
      -- Where somebody has deleted some, jobs may still name one of them.
      while call('HEXISTS', W.p .. 'agent_keys', number) == 1 do number = number + 1 end
      call('HSET', W.p .. 'agent_numbers', agent, number)
      call('HSET', W.p .. 'agent_keys', number, agent)
      W.made = number .. ' ' .. W.nowText .. ' ' .. W.micros
      place = readKnown()
    end
    place.numbers[agent], place.agents[number] = number, agent
  end
  return number
end

local function agentOf(number)
  local place = keptAgents()
  local agent = place.agents[number]
  if not agent then
    agent = call('HGET', W.p .. 'agent_keys', number)
    if agent then place.numbers[agent], place.agents[number] = number, agent end
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
