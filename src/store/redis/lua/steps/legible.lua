-- Text as readers of JSON take it. What arrives is bytes, and what a program of an agent has written need not be UTF-8.

-- What one character may be, after its first 128; see table 3-7 of the Unicode standard.
local characters = {
  '^[\194-\223][\128-\191]', '^\224[\160-\191][\128-\191]', '^[\225-\236\238\239][\128-\191][\128-\191]',
  '^\237[\128-\159][\128-\191]', '^\240[\144-\191][\128-\191][\128-\191]',
  '^[\241-\243][\128-\191][\128-\191][\128-\191]', '^\244[\128-\143][\128-\191][\128-\191]',
}
local replacement = '\239\191\189'

local function mendRun(bytes)
  local parts, at = {}, 1
  while at <= #bytes do
    local found
    for i = 1, #characters do found = found or string.match(bytes, characters[i], at) end
    parts[#parts + 1] = found or replacement
    at = at + #(found or ' ')
  end
  return table.concat(parts)
end

-- With U+FFFD for each byte that belongs to no character.
local function legible(text)
  if not string.find(text, '[\128-\255]') then return text end
  return (string.gsub(text, '[\128-\255]+', mendRun))
end
