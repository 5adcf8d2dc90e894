-- The end of a call that changes something: all of it is written.

-- Counters that have changed: the usual ones are added to `fields`.
local function keepCounts(fields)
  for name, by in pairs(W.counts) do
    local place = usualCounters[name]
    if by == 0 then
      -- It went there and back.
    elseif place then
      fields[#fields + 1] = name
      fields[#fields + 1] = int((W.numbers[place] or 0) + by)
    else
      call('HINCRBY', W.n, name, by)
    end
  end
end

-- Last thing in a call that changes something: [answer, whether more is to be done, number of the last event].
local function complete(answer)
  settle()
  for _, job in pairs(W.dirty) do gatherIndexes(job) end
  writeGathered()
  writeJobs()
  keepTurns()
  local fields = { 'clock', W.nowText, 'event', int(W.event) }
  if W.id ~= W.firstId then
    fields[5], fields[6] = 'id', int(W.id)
  end
  keepCounts(fields)
  if W.wasAway then
    fields[#fields + 1] = 'grace'
    fields[#fields + 1] = int(W.grace)
  end
  call('HSET', W.n, unpack(fields))
  writeEvents()
  return { answer, (W.left or W.behind) and 1 or 0, W.event }
end
