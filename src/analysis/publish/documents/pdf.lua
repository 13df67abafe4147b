-- What Typst, which makes the PDF, needs beyond the shared document.

local of_all = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), "formats.lua" })
local verdict_of, spread_verdict, with_cells, aligned, signs, is_turn_begin =
  of_all.verdict_of, of_all.spread_verdict, of_all.with_cells, of_all.aligned, of_all.signs, of_all.is_turn_begin
local is_turn_end, is_opening_end, is_alone, colophon_after_contents, wrapped =
  of_all.is_turn_end, of_all.is_opening_end, of_all.is_alone, of_all.colophon_after_contents, of_all.wrapped

local HEAD_FILL = 'rgb("#eaf0f5")'
local VERDICT_FILL = { met = 'rgb("#17653a")', ["not-met"] = 'rgb("#a3211b")', unjudged = 'rgb("#5c6670")' }

local function quoted(text) return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"'):gsub("%s+", " ") .. '"' end

local function equation(math)
  local body = pandoc.write(pandoc.Pandoc { pandoc.Plain { math } }, "typst"):gsub("%s+$", "")
  local is_block = math.mathtype == "DisplayMath"
  body = body:gsub("^%$%s*", ""):gsub("%s*%$$", "")
  return pandoc.RawInline("typst", ("#math.equation(block: %s, alt: %s, $%s$)"):format(is_block, quoted(math.text), body))
end

-- A formula stays with the words that go on from it: "where …", 其中….
local function is_formula(block)
  return block.t == "Para" and #block.content == 1 and block.content[1].t == "Math" and block.content[1].mathtype == "DisplayMath"
end

local function goes_on(block)
  if not block or block.t ~= "Para" then return false end
  local text = pandoc.utils.stringify(block)
  return text:match("^%l") or text:match("^其中") or text:match("^式中")
end

local STICKY_FORMULA = "#[#show math.equation.where(block: true): set block(sticky: true)"

local function formulas_kept(blocks)
  local out = pandoc.Blocks {}
  for i, block in ipairs(blocks) do
    local is_kept = is_formula(block) and goes_on(blocks[i + 1])
    out:extend(is_kept and wrapped("typst", STICKY_FORMULA, { block }, "]") or { block })
  end
  return out
end

-- A heading's one paragraph goes with the table it speaks of, so that the two do not end a page. Not with a figure, which is
-- set smaller where the rest of a page has room for it so (fitting.py).
local function is_opening(blocks, at)
  local heading, text, shown = blocks[at - 1], blocks[at], blocks[at + 1]
  return heading and heading.t == "Header" and text.t == "Para" and shown and shown.t == "Table"
end

local function openings_kept(blocks)
  local out = pandoc.Blocks {}
  for i, block in ipairs(blocks) do
    out:extend(is_opening(blocks, i) and wrapped("typst", "#kept-with-next[", { block }, "]") or { block })
  end
  return out
end

local function described_image(image)
  local alt = pandoc.utils.stringify(image.caption)
  return pandoc.RawInline("typst", ("#image(%s, alt: %s)"):format(quoted(image.src), quoted(alt)))
end

local TYPE_OF_CELLS = { dense = "7.5pt", turned = "8pt", broad = "8pt" }   -- a table has the first of its classes here

local SMALL = "#set table(inset: (x: 3pt, y: closer * 4.6pt)); #show table: set text(size: %s)"

-- A table of many signs in smaller type, its columns closer. A short one stays whole, and with the note below it where there
-- is one; a longer one takes its note along.
local function set_table(tbl)
  local class = tbl.classes:find_if(function(name) return TYPE_OF_CELLS[name] end)
  local set = class and wrapped("typst", "#[" .. SMALL:format(TYPE_OF_CELLS[class]), { tbl }, "]") or pandoc.Blocks { tbl }
  if not tbl.classes:includes("short") then return pandoc.Div(set, { class = "long-table" }) end
  local look = "breakable: false, sticky: %s, width: 100%%, above: 1.6em, below: 0.6em"
  return wrapped("typst", "#block(" .. look:format(tbl.classes:includes("noted")) .. ")[", set, "]")
end

local function is_div(block, class) return block and block.t == "Div" and block.classes:includes(class) end

local function long_tables(blocks)
  local out = pandoc.Blocks {}
  for i, block in ipairs(blocks) do
    local note = is_div(blocks[i + 1], "note") and blocks[i + 1].content
    if is_div(block, "long-table") then
      out:extend(note and wrapped("typst", "#long-table(note: [", note, "])[") or { pandoc.RawBlock("typst", "#long-table[") })
      out:extend(block.content .. { pandoc.RawBlock("typst", "]") })
    elseif not (is_div(block, "note") and is_div(blocks[i - 1], "long-table")) then
      out:insert(block)
    end
  end
  return out
end

-- Typst reads markup of its own where pandoc escapes nothing: a list, a heading or a minus sign at the start of a cell,
-- three dots. Such a word goes as a string. One too long for a line is given places to break that nobody sees or copies.
local LONGEST_WORD, PIECE = 24, 12   -- characters

local function is_markup(word)
  return word:match("^[-+/=]+$") or word:match("^%d+%.$") or word:match("^%-%d") or word:match("%.%.%.")
end

local function verbatim(text) return pandoc.RawInline("typst", "#" .. quoted(text) .. ";") end

local function in_pieces(text)
  local pieces = pandoc.Inlines {}
  for start = 1, utf8.len(text), PIECE do
    local stop = utf8.offset(text, math.min(PIECE, utf8.len(text) - start + 1) + 1, utf8.offset(text, start))
    pieces:insert(verbatim(text:sub(utf8.offset(text, start), stop - 1)))
    pieces:insert(pandoc.RawInline("typst", "#sym.zws;"))
  end
  return pieces
end

-- The longest run of signs at which no line breaks; Chinese ones break everywhere.
local function longest_run(text)
  local longest, run = 0, 0
  for _, code in utf8.codes(text) do
    run = (code == 0x20 or code >= 0x2E80) and 0 or run + 1
    longest = math.max(longest, run)
  end
  return longest
end

local function word(str)
  if longest_run(str.text) > LONGEST_WORD then return in_pieces(str.text) end
  if is_markup(str.text) then return verbatim(str.text) end
end

-- The last two Chinese signs of a text stay together, with the stop after them, and a figure with its unit: no sign stands
-- alone on a line.
local IDEOGRAPHS, AFTER_IDEOGRAPHS = 0x3400, 0xFB00   -- code points
local STOPS = { ["。"] = true, ["；"] = true, ["："] = true }

local function is_ideograph(text, at)
  local code = utf8.codepoint(text, at)
  return code >= IDEOGRAPHS and code < AFTER_IDEOGRAPHS
end

local FIGURE_AND_UNIT = "()%d[%d.,]*[\xE4-\xE9][\x80-\xBF][\x80-\xBF]$"

local function tail_of(text)
  local figure = text:match(FIGURE_AND_UNIT)
  if figure then return figure end
  local signs = STOPS[text:sub(-3)] and 3 or 2
  local from = utf8.len(text) > signs and utf8.offset(text, -signs)
  return from and is_ideograph(text, from) and is_ideograph(text, utf8.offset(text, 2, from)) and from
end

local function with_joined_tail(block)
  local last = block.content[#block.content]
  local from = last and last.t == "Str" and tail_of(last.text)
  if not from then return nil end
  block.content:remove()
  block.content:extend { pandoc.Str(last.text:sub(1, from - 1)), pandoc.RawInline("typst", "#box[" .. last.text:sub(from) .. "]") }
  return block
end

local typst = {
  Math = equation,
  Image = described_image,
  Table = function(tbl)
    return set_table(with_cells(aligned(tbl), function(cell, is_head)
      spread_verdict(cell)
      cell.attributes.scope = nil
      if is_head then
        cell.attributes["typst:fill"] = HEAD_FILL
        cell.attributes["typst:text:font"] = '"Noto Sans SC"'
      end
    end))
  end,
  Span = function(span)
    local verdict = verdict_of(span.classes)
    if verdict then span.attributes["typst:text:fill"] = VERDICT_FILL[verdict] end
    return span
  end,
  Div = function(div)
    if is_turn_begin(div) then return pandoc.RawBlock("typst", "#turned-page[") end
    if is_turn_end(div) then return pandoc.RawBlock("typst", "]") end
    if is_opening_end(div) then
      return wrapped("typst", is_alone(div) and "#statement-and-contents[" or "#foot-and-contents[", div.content, "]")
    end
    if div.classes:includes("note") then return wrapped("typst", "#table-note[", div.content, "]") end
    if div.classes:includes("colophon") then return wrapped("typst", "#colophon[", div.content, "]") end
  end,
}

local inline = { Math = typst.Math, Image = typst.Image, Span = typst.Span, Div = typst.Div }
return { { Pandoc = colophon_after_contents }, { Blocks = openings_kept }, { Blocks = formulas_kept }, { Table = typst.Table }, { Blocks = long_tables }, inline, signs, { Plain = with_joined_tail, Para = with_joined_tail }, { Str = word } }
