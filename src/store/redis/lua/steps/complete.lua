-- The end of a call that changes something: all of it is written.

-- Last thing in a call that changes something: [answer, whether more is to be done, number of the last event].
local function complete(answer)
  settle()
  if next(W.marked) then
    handOver()
    settle()
  end
  gatherAll()
  writeGathered()
  writeJobs()
  keepTurns()
  for name, by in pairs(W.counts) do
    if by ~= 0 then call('HINCRBY', W.n, name, by) end
  end
  call('HSET', W.n, 'core', packCore())
  if W.isLost then call('HSET', W.n, 'revision', int(W.revision - 1)) end
  writeEvents()
  return { answer, (W.left or W.behind) and 1 or 0, W.event }
end
