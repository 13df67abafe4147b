-- How many signs texts take of a line, a Chinese one for two.

-- Of Latin signs beside a figure, in the serifs of tables; the sans of their heads is wider.
local OF_LATIN = { { "[fijlrt]", 0.6 }, { "[mw]", 1.55 }, { "[bdhknpq]", 1.05 }, { "%l", 0.95 }, { "%u", 1.3 }, { "[ .,:;'()]", 0.55 }, { "%%", 1.7 } }
local OF_MARK = 1.3   -- ✓ × ≥ ↓
local OF_HEADS = 1.12
local CHINESE_FROM = 0x2E80   -- code point

local of_figure = 1

local function width_of_sign(code)
  if code >= CHINESE_FROM then return 2 end
  local sign = code < 0x80 and string.char(code) or ""
  for _, class in ipairs(OF_LATIN) do
    if sign:match(class[1]) then return class[2] end
  end
  return sign:match("%d") and of_figure or sign == "" and OF_MARK or 1
end

-- A quarter of a sign stands free between a Chinese sign and a letter or a figure: in Word, LibreOffice and Typst alike.
local SEAM = 0.5
local IDEOGRAPHS, AFTER_IDEOGRAPHS = 0x3400, 0xFB00   -- code points

local function is_ideograph(code) return code >= IDEOGRAPHS and code < AFTER_IDEOGRAPHS end
local function is_letter_or_figure(code) return code < 0x80 and string.char(code):match("%w") end

local function is_seam(before, code)
  return is_ideograph(before) and is_letter_or_figure(code) or is_letter_or_figure(before) and is_ideograph(code)
end

local known = {}   -- widths of texts, which are asked for again and again

local function width_of(text)
  if not known[text] then
    local width, before = 0, 0x20
    for _, code in utf8.codes(text) do
      width = width + width_of_sign(code) + (is_seam(before, code) and SEAM or 0)
      before = code
    end
    known[text] = width
  end
  return known[text]
end

local function display_width(blocks)
  local longest = 0
  for line in (pandoc.utils.stringify(blocks) .. "\n"):gmatch("(.-)\n") do
    longest = math.max(longest, width_of(line))
  end
  return longest
end

local function is_chinese(text)
  for _, code in utf8.codes(text) do
    if code >= CHINESE_FROM then return true end
  end
  return false
end

-- A Chinese head too long for a line breaks into two even halves: where, in bytes, and the longer half.
local NEVER_FIRST = { ["）"] = true, ["，"] = true, ["、"] = true, ["："] = true, ["。"] = true, ["；"] = true, [" "] = true }

local function best_break(text)
  local whole, before, depth = width_of(text), 0, 0
  local longer, previous, at = whole, nil, nil
  for position, code in utf8.codes(text) do
    local sign = utf8.char(code)
    local is_between = previous and (code >= CHINESE_FROM or previous >= CHINESE_FROM)
    local may_break = is_between and depth == 0 and not NEVER_FIRST[sign]
    local half = math.max(before, whole - before)
    if may_break and half <= longer then at, longer = position, half end
    depth = depth + (sign == "（" and 1 or sign == "）" and -1 or 0)
    before, previous = before + width_of_sign(code), code
  end
  return at, longer
end

return {
  OF_HEADS = OF_HEADS,
  width_of = width_of,
  display_width = display_width,
  is_chinese = is_chinese,
  best_break = best_break,
  set_figure = function(width) of_figure, known = width, {} end,   -- of the document's language
}
