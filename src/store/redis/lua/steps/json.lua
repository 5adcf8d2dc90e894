-- Whether text is JSON for everybody. cjson takes more: NaN, Infinity, hexadecimal and other numbers, and control characters in
-- strings, any of which would make what lies around it unreadable.

-- What stands outside of strings, without escapes, may hold only this; the words are taken out before.
local strange = '[^%d%s%.%+%-eE,:{}%[%]"]'
-- Numbers that are written otherwise than JSON has them: 01, 1. and 1.e5, .5, +5.
local badNumbers = { '%f[%d%.eE%+%-]%-?0%d', '%.[^%d]', '%.$', '%f[%d%.eE%+%-]%-?%.', '%f[%d%.eE%+%-]%+' }

local function isStrict(text)
  if string.find(text, '[%z\1-\8\11\12\14-\31]') then return false end
  local isBad = false
  local bare = string.gsub(text, '\\.', '')
  if string.find(bare, '[\t\n\r]') then
    bare = string.gsub(bare, '"[^"]*"', function(one)
      isBad = isBad or string.find(one, '[\t\n\r]') ~= nil
      return '""'
    end)
  else
    bare = string.gsub(bare, '"[^"]*"', '""')
  end
  bare = string.gsub(string.gsub(string.gsub(bare, 'true', ''), 'false', ''), 'null', '')
  if isBad or string.find(bare, strange) then return false end
  for i = 1, #badNumbers do
    if string.find(bare, badNumbers[i]) then return false end
  end
  return true
end

-- One value, and nothing beside it. Returns whether it is, and the value.
local function decodeStrictly(text)
  -- What most results are.
  if string.find(text, '^"[^"\\%c]*"$') then return true, string.sub(text, 2, -2) end
  local isJson, list = pcall(cjson.decode, '[' .. text .. ']')
  if not isJson or #list ~= 1 or not isStrict(text) then return false end
  return true, list[1]
end
