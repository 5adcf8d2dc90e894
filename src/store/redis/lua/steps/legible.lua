-- Text as readers of JSON take it. What arrives is bytes, and what a program of an agent has written need not be UTF-8.

local replacement = '\239\191\189'
-- By their first byte: how many bytes a character has, and what its second one may be. See table 3-7 of the Unicode standard.
local lengths, secondBytes = {}, { [224] = { 160, 191 }, [237] = { 128, 159 }, [240] = { 144, 191 }, [244] = { 128, 143 } }
for byte = 194, 244 do lengths[byte] = byte < 224 and 2 or byte < 240 and 3 or 4 end
local anySecond = { 128, 191 }

local function isFollowing(byte)
  return byte and byte >= 128 and byte <= 191
end

-- Bytes of the character that begins there; nil if none does.
local function lengthAt(bytes, at)
  local first, second, third, fourth = string.byte(bytes, at, at + 3)
  local length, range = lengths[first], secondBytes[first] or anySecond
  if not length or not second or second < range[1] or second > range[2] then return nil end
  if length > 2 and not isFollowing(third) or length > 3 and not isFollowing(fourth) then return nil end
  return length
end

local function mendRun(bytes)
  local parts, at, from = {}, 1, 1
  while at <= #bytes do
    local length = lengthAt(bytes, at)
    if not length then
      parts[#parts + 1] = string.sub(bytes, from, at - 1)
      parts[#parts + 1] = replacement
      from = at + 1
    end
    at = at + (length or 1)
  end
  if from == 1 then return bytes end
  return table.concat(parts) .. string.sub(bytes, from)
end

-- With U+FFFD for each byte that belongs to no character.
local function legible(text)
  if not string.find(text, '[\128-\255]') then return text end
  return (string.gsub(text, '[\128-\255]+', mendRun))
end
