-- What no line breaks, wherever it stands: a limit and its sign, a mark and the word it stands for, a range, a step of a path.

local JOINING_SPACE = "\u{00A0}"
local LONGEST_WORD = 6   -- signs of a Chinese one

local function joined(...) return pandoc.Inlines { ... } end

-- Chinese breaks between any two signs and a range after its dash, whatever space stands there. Word knows no such piece, only
-- a hyphen that joins; LibreOffice heeds no joiner without width.
local JOINING_HYPHEN = pandoc.RawInline("openxml", "<w:r><w:noBreakHyphen/></w:r>")

local function glued(str)
  local out = pandoc.Inlines {}
  for text, hyphen in str.text:gmatch("([^-]*)(%-?)") do
    if text ~= "" then out:insert(pandoc.Str(text)) end
    if hyphen ~= "" then out:insert(JOINING_HYPHEN) end
  end
  return out
end

local function in_one_piece(inlines)
  if FORMAT:match("^html") then return { pandoc.Span(inlines, { class = "whole" }) } end
  if FORMAT == "docx" then return inlines:walk { Str = glued } end
  if FORMAT ~= "typst" then return inlines end
  return joined(pandoc.RawInline("typst", "#box[")) .. inlines .. { pandoc.RawInline("typst", "]") }
end

local function is_text(inline, pattern) return inline and inline.t == "Str" and inline.text:match(pattern) end

-- "≤ 0.65", "99%: ↓ 3", "b.xlsx › row 10", "418.2 m²"
local function is_joined(before, after)
  local is_limit = (is_text(before, "≤$") or is_text(before, "≥$")) and is_text(after, "^%d")
  return is_limit or is_text(before, "%d$") and is_text(after, "^m²") or is_text(after, "^↓") or is_text(after, "^›$")
end

local function with_joining_spaces(inlines)
  for i = 2, #inlines - 1 do
    if inlines[i].t == "Space" and is_joined(inlines[i - 1], inlines[i + 1]) then inlines[i] = pandoc.Str(JOINING_SPACE) end
  end
  return inlines
end

-- "× not met", "9.64 × 未达标" ---------------------------------------------------------------

local MARKS = { "✓", "×" }

-- The mark a text ends with.
local function mark_of(inline)
  if inline.t ~= "Str" then return nil end
  if inline.text == "?" then return "?" end
  for _, mark in ipairs(MARKS) do
    if inline.text:sub(-#mark) == mark then return mark end
  end
end

-- The Chinese word a text begins with, and what follows it.
local function chinese_word(text)
  local signs = 0
  for position, code in utf8.codes(text) do
    if code < 0x4E00 or code > 0x9FFF then return text:sub(1, position - 1), text:sub(position) end
    signs = signs + 1
    if signs > LONGEST_WORD then return "", text end
  end
  return text, ""
end

-- Where the words of a mark end that stands at a place.
local function end_of_verdict(inlines, at)
  local first, second = inlines[at + 2], inlines[at + 4]
  local is_followed = inlines[at + 1].t == "Space" and first and first.t == "Str" and not first.text:match("^[%p%d]")
  if not is_followed then return nil end
  local has_two = first.text == "not" and inlines[at + 3] and inlines[at + 3].t == "Space" and second and second.t == "Str"
  return has_two and at + 4 or at + 2
end

local function add_text(out, text)
  if text ~= "" then out:insert(pandoc.Str(text)) end
end

-- The mark, with a number in front of it: "9.64 ×". What else stands before it may break from it.
local function piece_from(out, text, mark)
  local before = text:sub(1, -#mark - 1)
  local number = before == "" and out[#out] and out[#out].t == "Space" and is_text(out[#out - 1], "[%d.,/]+%%?$")
  if not number then
    add_text(out, before)
    return joined(pandoc.Str(mark))
  end
  out:remove()
  local last = out:remove().text
  add_text(out, last:sub(1, #last - #number))
  return joined(pandoc.Str(number .. JOINING_SPACE .. mark))
end

local function add_verdict(out, inlines, first, last)
  local piece = piece_from(out, inlines[first].text, mark_of(inlines[first]))
  for at = first + 1, last - 1 do piece:insert(inlines[at].t == "Space" and pandoc.Str(JOINING_SPACE) or inlines[at]) end
  local word, rest = chinese_word(inlines[last].text)
  local is_all = #out == 0 and last == #inlines and rest == ""   -- of a cell, which is as wide as its verdict
  if word == "" or is_all then return out:extend(piece .. { inlines[last] }) end
  piece:insert(pandoc.Str(word))
  out:extend(in_one_piece(piece))
  add_text(out, rest)
end

-- Of words that hold the space already which joins a mark and its word.
local function with_parted_marks(inlines)
  local out = joined()
  for _, inline in ipairs(inlines) do
    local before, after = (inline.text or ""):match("^(.*)" .. JOINING_SPACE .. "(.+)$")
    if inline.t == "Str" and before and mark_of(pandoc.Str(before)) then
      out:extend { pandoc.Str(before), pandoc.Space(), pandoc.Str(after) }
    else
      out:insert(inline)
    end
  end
  return out
end

local function with_whole_verdicts(inlines)
  inlines = with_parted_marks(inlines)
  local out, at = joined(), 1
  while at <= #inlines do
    local last = mark_of(inlines[at]) and inlines[at + 1] and end_of_verdict(inlines, at)
    if last then add_verdict(out, inlines, at, last) else out:insert(inlines[at]) end
    at = (last or at) + 1
  end
  return out
end

-- What one word holds ------------------------------------------------------------------------

local CHINESE = "[\xE4-\xE9][\x80-\xBF][\x80-\xBF]"
local PIECES = {
  "%d[%d.,]*\xE2\x80[\x93\x94]%d[%d.,]*%d?",   -- "0.5350–0.5450", "1000—1999人"
  "%d%d%d%d%-%d%d%-%d%d",                       -- "2022-12-06"
  "人/班", "人/个班",
  "%d∶" .. CHINESE,                             -- "小学1∶初中1.1"
  "≥" .. CHINESE,                               -- "≥标准的85%"
}

local function first_piece(text)
  local first, last
  for _, piece in ipairs(PIECES) do
    local from, to = text:find(piece)
    if from and (not first or from < first) then first, last = from, to end
  end
  return first, last
end

local function with_whole_pieces(str)
  local out, rest = pandoc.Inlines {}, str.text
  local first, last = first_piece(rest)
  if not first then return nil end
  while first do
    add_text(out, rest:sub(1, first - 1))
    out:extend(in_one_piece(joined(pandoc.Str(rest:sub(first, last)))))
    rest = rest:sub(last + 1)
    first, last = first_piece(rest)
  end
  add_text(out, rest)
  return out
end

return {
  JOINING_SPACE = JOINING_SPACE,
  Inlines = function(inlines) return with_whole_verdicts(with_joining_spaces(inlines)) end,
  Str = with_whole_pieces,
}
