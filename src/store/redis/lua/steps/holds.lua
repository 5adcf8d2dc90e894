-- What sessions hold: of each the numbers of its jobs. A set of numbers, since Redis keeps one as a sorted array as long as it is
-- short, and looks through a short sorted set from end to end.

local holds = {}

function holds.key(session)
  return W.heldPrefix .. session
end

-- Both are written with the indexes.
function holds.add(session, number)
  gather(W.taken, holds.key(session), number)
end

function holds.remove(session, number)
  gather(W.given, holds.key(session), number)
end

function holds.write()
  for key, numbers in pairs(W.given) do call('SREM', key, unpack(numbers)) end
  for key, numbers in pairs(W.taken) do call('SADD', key, unpack(numbers)) end
end

-- In the order of the jobs.
function holds.numbersOf(session)
  local numbers = call('SMEMBERS', holds.key(session))
  for i = 1, #numbers do numbers[i] = tonumber(numbers[i]) end
  table.sort(numbers)
  return numbers
end
