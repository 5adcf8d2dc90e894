-- hr_announce: takes in a job that another program has written into the hash of jobs by itself, as HSET does. The sweep
--   finds such records too, but later.
-- Guarantee: a record that is no JSON stays as it is; one with wrong values ends in error with the reason. Only records
--   whose status is `created` or missing are taken in; what ended elsewhere is none of our jobs.
-- KEYS[1]: hash of jobs. ARGV: guid.
-- Returns [words, more, event], words: taken; known (it is a job already); ended (in error, with the reason); foreign (its
--   status says that it is no new job); later (a job that it needs is not taken in yet); full (too much memory is in use);
--   missing; or bad and the reason.

local function endBadly(job, why)
  enlist(job)
  job.state = 'created'
  apply(job, ended(job, endingOf('unknown', 'it is written badly: ' .. why), false))
  return { 'ended', why }
end

-- What lay beside it is lost while somebody may have had it.
local function endLost(job)
  enlist(job)
  job.state = 'created'
  apply(job, ended(job, endingOf('lost', 'what the store knew of it is lost; it may have been executed'), false))
  return { 'ended' }
end

-- With `mend` also a record that says that it was a job of ours, and has not ended.
local function announce(guid, mend)
  if find(guid) then return { 'known' } end
  local record = call('HGET', W.jobsKey, guid)
  if not record then return { 'missing' } end
  local job, why, damaged = readJob(record, '', guid)
  local _, _, status = readRecord(record)
  local state = status
  if type(status) == 'table' then state = status.status end
  local isNew, hasBegun = not isText(state) or state == 'created' or state == 'create', state == 'planned' or state == 'running'
  if not isNew and not (mend and (hasBegun or state == 'scheduled')) then return { 'foreign' } end
  local found = job or damaged
  if not found then return { 'bad', why } end
  found.was = {}
  if not job then return endBadly(found, why) end
  if hasBegun then return endLost(job) end
  if noRoom() then return { 'full' } end
  local missing
  for _, needed in ipairs(job.needs or {}) do
    local known = find(needed)
    -- Of a batch that may still be thrown away.
    if known and known.batch and not call('ZSCORE', W.p .. 'begun', known.batch) then return { 'later' } end
    if not known then
      if needed == guid or call('HEXISTS', W.jobsKey, needed) == 0 then missing = needed else return { 'later' } end
    end
  end
  if missing then return endBadly(job, 'it depends on ' .. missing .. ', which is not in the store') end
  enlist(job)
  begins(job)
  return { 'taken' }
end

-- Records that are looked at: where there are more of them than jobs, and where there are not.
local scanPiece, quietPiece = 200, 25

-- Whether a record, written as ours are with its status last, says that it is no new job. Most that are none of ours say so,
-- and need not be read for it.
local function isPlainlyForeign(record)
  local state = string.match(record, '"status":{[^{}]*"status":"(%a+)"[^{}]*}%s*}%s*$')
  return state and state ~= 'created' and state ~= 'create'
end

-- Looks for records that nobody has announced, a piece of the hash a call. Fewer where their number tells of none, and not in a
-- call that has `much` else to do, but some, since each record that somebody deleted makes up for one of them. Reads at most
-- `limit` of them; the next call goes on behind those that it left as they are. Returns how many it took in.
local function findUnannounced(limit, much)
  local areMore = call('HLEN', W.jobsKey) > call('HLEN', W.side)
  if much and not areMore then return 0 end
  local last = call('HGET', W.n, 'scan') or '0'
  local cursor, skip = string.match(last, '^(%d+) ?(%d*)$')
  skip = tonumber(skip) or 0
  local scan = call('HSCAN', W.jobsKey, cursor, 'COUNT', areMore and scanPiece or quietPiece)
  local guids = {}
  for i = 1, #scan[2], 2 do guids[#guids + 1] = scan[2][i] end
  local packed, seen, found, nextScan = storedOf(guids), 0, 0, scan[1]
  for i = 1, #guids do
    if not packed[i] and not isPlainlyForeign(scan[2][2 * i]) then
      seen = seen + 1
      if seen > skip + limit then
        nextScan = cursor .. ' ' .. int(skip + limit - found)
        break
      end
      local word = seen > skip and announce(guids[i])[1]
      if word == 'taken' or word == 'ended' then found = found + 1 end
    end
  end
  if nextScan ~= last then call('HSET', W.n, 'scan', nextScan) end
  return found
end

register('hr_announce', function(keys, args)
  begin(keys)
  return complete(announce(args[1]))
end, 1, true)
