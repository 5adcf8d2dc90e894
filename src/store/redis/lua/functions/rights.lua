-- hr_rights: what the caller may not do. ARGV: commands with their arguments, a blank between. Returns those that are
--   refused. Each is complete, for Redis looks up its keys unchecked. Before Redis 7 nobody can ask. Only reads.

redis.register_function{ function_name = 'hr_rights', flags = { 'no-writes' }, callback = function(_, args)
  local refused = {}
  for _, line in ipairs(redis.acl_check_cmd and args or none) do
    local words = {}
    for word in string.gmatch(line, '%S+') do words[#words + 1] = word end
    if not redis.acl_check_cmd(unpack(words)) then refused[#refused + 1] = line end
  end
  return refused
end }
