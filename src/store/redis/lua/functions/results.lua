-- hr_finish: the end of an attempt.
-- Guarantee: one result per job is accepted; that of a revoked attempt changes nothing. Sending twice is harmless.
-- KEYS[1]: hash of jobs. ARGV: guid, fence, outcome, code, message, result, again.
--   outcome: ok, failed, timeout, cancelled, denied, lost. result: JSON, '' = none. again, of an error: 0 = as the job says;
--   1 = not at all; +MS = as the job says, but not before so many milliseconds, at most a week.
-- Returns [word, more, event]: accepted; duplicate (this very finish was taken before); stale (not yours any more);
--   bad_again, bad_outcome (nothing was taken, since `again` or outcome is none of these).
-- hr_report: log lines and progress of jobs; those of somebody who does not hold the job are dropped.
-- ARGV: for each job: guid, fence, progress, n, then n times stream, text, at. progress: '' or JSON { percent, message }. n:
--   how many lines follow; with +m behind it, m lines before them were left out, which count all the same.
-- Returns [1, more, event]; an error, and nothing is written, if they do not fit.
-- hr_exchange: reports, results and a claim in one step.
-- ARGV: number of results, each as for hr_finish (all seven); number of reports, each as for hr_report; then, for a
--   claim, the arguments of hr_claim. Returns [[words of the results, claims, policy revision], more, event].
-- hr_release: gives at most 1,000 jobs back, to the head of the inbox and uncounted. ARGV: (guid, fence)*.
--   Returns [1, more, event].

-- How an agent may say that an attempt ended.
local agentOutcomes = { ok = true, failed = true, timeout = true, cancelled = true, denied = true, lost = true }

-- The record is for reading, not for shipping files. `atOnce`: results or reports of one call.
local largest = { afterMs = 7 * 24 * 3600000, resultBytes = 1024 * 1024, messageBytes = 64 * 1024, atOnce = 1000 }

-- False: as the job says. Nil: it says nothing that is known.
local function readAgain(text)
  if not text or text == '0' or text == '' then return false end
  if text == '1' then return 'never' end
  local ms = tonumber(string.match(text, '^%+(%d+)$') or nil)
  return ms and ms <= largest.afterMs and ms or nil
end

-- JSON text, false if there is none; of what is no JSON, as a string.
local function resultOf(text)
  if not text or text == '' or text == 'null' then return false end
  if #text > largest.resultBytes then return '{"note":"the result has ' .. #text .. ' bytes and was not kept"}' end
  text = legible(text)
  return decodeStrictly(text) and text or quote(text)
end

local function messageOf(text)
  return legible(string.sub(text or '', 1, largest.messageBytes))
end

-- A whole number; 0 for what is none.
local function codeOf(text)
  local code = math.floor(tonumber(text) or 0)
  return math.abs(code) < 2 ^ 53 and code or 0
end

local function finish(args, at)
  local job = find(args[at])
  local fence = tonumber(args[at + 1])
  if not job then return 'stale' end
  if not isHolder(job, fence) then return job.answered == fence and 'duplicate' or 'stale' end
  local again = args[at + 2] ~= 'ok' and readAgain(args[at + 6])
  if again == nil then return 'bad_again' end
  if not agentOutcomes[args[at + 2]] then return 'bad_outcome' end
  local ending = {
    outcome = args[at + 2], code = codeOf(args[at + 3]), message = messageOf(args[at + 4]), result = resultOf(args[at + 5]),
  }
  apply(job, finished(job, ending, again))
  return 'accepted'
end

-- The results of an exchange, each by the short way if it may; see steps/plain.lua.
local function finishEach(args, results)
  local words, guids, done = { nil }, { nil }, {}
  for i = 1, results do guids[i] = args[7 * i - 5] end
  local packed, records = storedOf(guids, true)
  local mayBePlain = not W.limited and #awaited(guids) == 0
  for i = 1, results do
    local at, guid = 7 * i - 5, guids[i]
    local fence, known = tonumber(args[at + 1]), W.jobs[guid]
    local isPlain = mayBePlain and args[at + 2] == 'ok' and args[at + 3] == '0' and args[at + 4] == ''
    if done[guid] then
      words[i] = done[guid] == fence and 'duplicate' or 'stale'
    elseif isPlain and not (known and known.isTouched)
      and endPlain(guid, packed[i], records[i], fence, resultOf(args[at + 5])) then
      words[i], done[guid] = 'accepted', fence
    else
      findStored(guid, packed[i], records[i])
      words[i] = finish(args, at)
    end
  end
  return words
end

-- How many lines a report has, and how many before them were left out; nil if it does not say so.
local function readLineCount(text)
  local count, skipped = string.match(text or '', '^(%d+)%+?(%d*)$')
  return tonumber(count), tonumber(skipped) or 0
end

-- Where what follows on so many reports begins; or nil and what is wrong with them. `count` nil: they are all there is.
local function skipReports(args, at, count)
  while count ~= 0 and (count or at <= #args) do
    local progress, n = args[at + 2], readLineCount(args[at + 3])
    if not n then return nil, 'a report takes a guid, a fence, progress and a number of lines' end
    local isJson, value = true, none
    if progress ~= '' then isJson, value = decodeStrictly(legible(progress)) end
    if not isJson or type(value) ~= 'table' then return nil, 'the progress of a report is no JSON object' end
    at = at + 4 + 3 * n
    if at > #args + 1 then return nil, 'a report has fewer lines than it says' end
    count = count and count - 1
  end
  return at
end

local function isCount(number, limit)
  return number and number >= 0 and number <= limit and number % 1 == 0
end

local function reportError(problem)
  return redis.error_reply('ERR ' .. problem .. ': see docs/protocol.md')
end

-- Takes one report that begins at `at`; returns where the next one begins.
local function report(args, at, maxLines)
  local guid, fence, progress = args[at], tonumber(args[at + 1]), args[at + 2]
  local n, left = readLineCount(args[at + 3])
  local job = find(guid)
  local first = at + 4
  local after = first + 3 * n
  if not job or not isHolder(job, fence) then return after end
  if progress ~= '' then call('HSET', W.p .. 'progress', guid, legible(progress)) end
  if n == 0 then return after end
  local key = W.p .. 'log:' .. guid
  local last = call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  local number = last and tonumber(string.match(last[1], '^%d+')) or 0
  -- Of a flood only the end is kept, so only the end is written; the numbers tell that some are missing.
  local skipped = math.max(0, n - maxLines)
  number = number + left + skipped
  for i = skipped, n - 1 do
    local line = first + 3 * i
    number = number + 1
    call('XADD', key, 'MAXLEN', maxLines, number .. '-1', 's', args[line], 't', messageOf(args[line + 1]), 'at', args[line + 2],
      'a', job.attempt)
  end
  return after
end

local function maxLogLines()
  return tonumber(call('HGET', W.n, 'log_lines') or shared.logLines)
end

register('hr_finish', function(keys, args)
  begin(keys)
  return complete(finish(args, 1))
end, 3)

register('hr_report', function(keys, args)
  local _, problem = skipReports(args, 1)
  if problem then return reportError(problem) end
  begin(keys)
  local at, maxLines = 1, maxLogLines()
  while at <= #args do at = report(args, at, maxLines) end
  return complete(1)
end, 4)

register('hr_exchange', function(keys, args)
  local results = tonumber(args[1])
  if not isCount(results, largest.atOnce) then
    return reportError('hr_exchange takes the number of results first, at most ' .. largest.atOnce)
  end
  local firstReport = 3 + 7 * results
  local reports = tonumber(args[firstReport - 1])
  if not isCount(reports, largest.atOnce) then
    return reportError('hr_exchange takes the number of reports, at most ' .. largest.atOnce)
  end
  -- Where the claim begins.
  local at, problem = skipReports(args, firstReport, reports)
  if at and at <= #args and not tonumber(args[at + 2]) then problem = 'a claim takes public key, session and how many' end
  if problem then return reportError(problem) end
  begin(keys, args[at + 1])
  if reports > 0 then
    -- Before the results: a job that has ended takes no lines any more.
    local from, maxLines = firstReport, maxLogLines()
    for _ = 1, reports do from = report(args, from, maxLines) end
  end
  local words = results > 0 and finishEach(args, results) or {}
  local claims = {}
  if at <= #args then
    -- What the results released can be claimed in the same step.
    settle()
    local lanes = {}
    for i = at + 4, #args do lanes[#lanes + 1] = args[i] end
    if #lanes == 0 then lanes[1] = '' end
    claims = claim(args[at], args[at + 1], tonumber(args[at + 2]), args[at + 3] or '', lanes)
  end
  return complete({ words, claims, W.revision })
end, 2)

register('hr_release', function(keys, args)
  if #args > 2 * largest.atOnce then return reportError('hr_release takes at most ' .. largest.atOnce .. ' jobs') end
  begin(keys)
  -- In the order they are named, before all others of their inbox.
  for i = #args - 1, 1, -2 do
    local job = find(args[i])
    if job and isHolder(job, tonumber(args[i + 1])) then
      takeFromHand(job, job.session)
      apply(job, released(job))
    end
  end
  return complete(1)
end, 2)
