-- Reads the records that other programs send or have written.

local function isNull(value)
  return value == nil or value == cjson.null
end

local function isText(value)
  return type(value) == 'string'
end

-- Where the value that opens at `at` ends: at its closing brace or bracket.
local function closing(text, at)
  local depth = 0
  local i = at
  while true do
    local found, _, sign = string.find(text, '([%[%]{}"])', i)
    if not found then return nil end
    i = found + 1
    if sign == '"' then
      while true do
        local _, last, mark = string.find(text, '(["\\])', i)
        if not last then return nil end
        i = last + 1
        if mark == '"' then break end
        i = i + 1
      end
    elseif sign == '{' or sign == '[' then
      depth = depth + 1
    else
      depth = depth - 1
      if depth == 0 then return found end
    end
  end
end

-- Where the value that begins at `at` ends.
local function valueEnd(text, at)
  local sign = string.sub(text, at, at)
  if sign == '{' or sign == '[' then return closing(text, at) end
  if sign ~= '"' then return select(2, string.find(text, '^[%w%.+-]+', at)) end
  local from = at + 1
  while true do
    local _, last, mark = string.find(text, '(["\\])', from)
    if not last or mark == '"' then return last end
    from = last + 2
  end
end

-- A record of another order of members: its status is cut out. Returns the rest and the status, as texts. One walk along the
-- members, however many of what they hold have a status, too.
local function cutStatus(record)
  local at = string.match(record, '^%s*{()')
  local isFirst = true
  while at do
    local key = string.match(record, '^[%s,]*()"', at)
    local keyEnd = key and valueEnd(record, key)
    local open = keyEnd and string.match(record, '^%s*:%s*()', keyEnd + 1)
    local close = open and valueEnd(record, open)
    if not close then return nil end
    if string.sub(record, key, keyEnd) == '"status"' then
      local before, after = string.sub(record, 1, at - 1), string.sub(record, close + 1)
      if isFirst then after = string.gsub(after, '^%s*,', '') end
      local ok, rest = pcall(cjson.decode, before .. after)
      if ok and type(rest) == 'table' and isNull(rest.status) then
        return (string.gsub(before .. after, '}%s*$', '')), string.sub(record, open, close)
      end
    end
    at, isFirst = close + 1, false
  end
end

-- The record without its status, both decoded; or nil and what is wrong with the text.
local function readRecord(record)
  if not decodeStrictly(record) then return nil, 'it is not JSON, or no object' end
  -- As we write it: the status stands last.
  local at = string.match(record, '.*(),"status":{')
  if at then
    local spec = string.sub(record, 1, at - 1)
    local ok, raw = pcall(cjson.decode, spec .. '}')
    local good, holder = pcall(cjson.decode, '{' .. string.sub(record, at + 1))
    local isLast = ok and good and type(raw) == 'table' and isNull(raw.status) and next(holder, next(holder)) == nil
    if isLast then return spec, raw, holder.status end
  end
  local good, whole = pcall(cjson.decode, record)
  if not good or not string.match(record, '^%s*{') then return nil, 'it is not JSON, or no object' end
  if isNull(whole.status) then return (string.gsub(record, '}%s*$', '')), whole, {} end
  local spec, status = cutStatus(record)
  if not spec then return nil, 'its status is no object' end
  return spec, cjson.decode(spec .. '}'), cjson.decode('[' .. status .. ']')[1]
end
