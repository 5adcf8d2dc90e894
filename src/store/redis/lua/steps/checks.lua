-- Whether what stands in a record is what it should be.

-- What it holds that is long should be a reference.
local maxRecordBytes = 1024 * 1024

local checked = {}

function checked.number(value, default, problems, name, max)
  if isNull(value) then return default end
  if type(value) ~= 'number' or value < 0 or value > max or value ~= math.floor(value) then
    problems[#problems + 1] = name .. ' is not a whole number from 0 to ' .. string.format('%.0f', max)
    return default
  end
  return value
end

function checked.bool(value, default, problems, name)
  if isNull(value) then return default end
  if type(value) ~= 'boolean' then problems[#problems + 1] = name .. ' is neither true nor false' end
  return value == true
end

function checked.list(value, problems, name)
  if isNull(value) then return {} end
  if type(value) ~= 'table' or (next(value) ~= nil and value[1] == nil) then
    problems[#problems + 1] = name .. ' is not a list'
    return {}
  end
  return value
end

-- What is no text but should be.
local function needText(raw, names, problems)
  for _, name in ipairs(names) do
    local value = raw[name]
    if not isNull(value) and (type(value) ~= 'string' or value == '') then problems[#problems + 1] = name .. ' is not text' end
  end
end

local maxParams, maxValueBytes = 256, 65536

local function needParams(params, problems)
  if isNull(params) then return end
  local count = 0
  for name, value in pairs(type(params) == 'table' and params or { 0 }) do
    count = count + 1
    if type(name) ~= 'string' then
      problems[#problems + 1] = 'params are not an object'
      return
    end
    if type(value) ~= 'string' then
      problems[#problems + 1] = 'param ' .. name .. ' is not text'
    elseif #value > maxValueBytes then
      problems[#problems + 1] = 'param ' .. name .. ' is longer than ' .. maxValueBytes .. ' bytes'
    end
  end
  if count > maxParams then problems[#problems + 1] = 'it has more than ' .. maxParams .. ' params' end
end

local function isName(value)
  return type(value) == 'string' and #value <= 64 and string.match(value, '^[a-z0-9_]+$') ~= nil
end

local function all(list, fits)
  for _, value in ipairs(list) do
    if not fits(value) then return false end
  end
  return true
end

-- What else anybody reads in a record must be of its type, for whoever executes it trusts in that.
local function needFitting(record, raw, codes, problems)
  if #record > maxRecordBytes then problems[#problems + 1] = 'it is longer than ' .. maxRecordBytes .. ' bytes' end
  if legible(record) ~= record then problems[#problems + 1] = 'it is not written in UTF-8' end
  if not isText(raw.actor) or not isText(raw.action) then
    problems[#problems + 1] = 'it names no actor and action'
  elseif not isName(raw.actor) or not isName(raw.action) then
    problems[#problems + 1] = 'actor and action are 1 to 64 of a-z, 0-9 and _'
  end
  if not isText(raw.source) then problems[#problems + 1] = 'it has no source' end
  if not all(codes, function(code) return type(code) == 'number' end) then
    problems[#problems + 1] = 'ignore_error_codes are not numbers'
  end
  needText(raw, { 'circle', 'context' }, problems)
  needParams(raw.params, problems)
  for _, name in ipairs({ 'log', 'debug' }) do checked.bool(raw[name], false, problems, name) end
end
