-- hr_continue: a bounded piece of what earlier calls have left: dependents of what has ended, batches to be begun.
-- KEYS[1]: hash of jobs. ARGV: none. Returns [1, more, event].

register('hr_continue', function(keys)
  begin(keys)
  continueEnded()
  if W.work < releases.most then continueBatch() elseif call('EXISTS', W.p .. 'begun') == 1 then W.left = true end
  return complete(1)
end)
