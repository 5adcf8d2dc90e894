-- hr_submit: takes jobs into the store, all of them or none.
-- Guarantee: a job that is there already with the same bytes before its status counts as submitted; sending twice is
--   harmless. Nothing is written when anything is refused.
-- KEYS[1]: hash of jobs. ARGV: batch, then for each job: record, how.
--   record: a Job as JSON, `status` last.
--   how: '=' (as of the job before), '', or JSON { run, lane, priority, candidates, revision, trail, extra, facts }: with
--   `candidates` (public keys) the job is admitted, if `revision` is the policy revision of now; `trail` is kept as it is;
--   `extra` is what follows the known members of the status, as JSON text that begins with a comma.
--   facts: { guidBytes, actor, source, timeout_schedule, timeout, named, retry, ignore_error, ignore_error_codes, needs,
--   start, created }: from a submitter that has checked the record, which is then not read. It begins with `{"guid":"`, the
--   guid has so many bytes and needs no escapes, and the record is given without its status and what follows.
--   batch: '' = done when the call returns. A name = the jobs are kept aside until hr_commit names it, so that a large
--   batch can come in pieces.
-- Returns [triples, more, event]: triples of word, guid, detail; the words are existing (nothing to do), and the
--   refusals conflict, unknown_dependency, dependency_cycle, bad_record, and full (too much memory is in use; instead of
--   guid and detail: bytes used, bytes allowed).

register('hr_submit', function(keys, args)
  if #args % 2 == 0 or string.find(args[1], '[%s{]') then
    return redis.error_reply("ERR hr_submit takes '', then a record and how it is submitted for each job: see docs/protocol.md")
  end
  if #args > 2 * maxSubmitted + 1 then
    return redis.error_reply('ERR hr_submit takes at most ' .. maxSubmitted .. ' jobs at once: see docs/protocol.md')
  end
  begin(keys)
  if #args == 3 and args[1] == '' and not W.limited and beginPlain(args[2], args[3]) then return complete(none) end
  local answers, refused = submitBatch(args[1], args, 2)
  if refused then return { answers, 0, W.event } end
  return complete(answers)
end, 2, true)
