-- Turns composed pieces into one flat document and decides, once for all three formats:
-- section, table and figure numbers, identifiers, column widths, which tables turn the page,
-- how deep the contents list goes. What cannot be published whole is listed in meta.refusals.

local SLIM_TO, SMALL_TYPE_FROM, TURN_PAGE_FROM = 4, 10, 12   -- columns
local KEPT_WHOLE_TO = 16                         -- lines of a table; a longer one may go on on the next page
-- Signs, a Chinese one for two, that a line of a table takes: in small type, on a turned page.
local LINE_OF_TABLE, LINE_OF_SMALL_TYPE, LINE_OF_TURNED_PAGE = 84, 98, 140
local CONTENTS_LINES = 45                        -- above this only sections are listed, not their parts

local lang
local refusals = {}
local count = { table = 0, figure = 0 }   -- numbered ones
local tables = 0                          -- with and without a caption
local sections = { 0, 0, 0, 0 }
local DEEPEST = #sections                 -- numbered headings
local unnumbered_sections = 0

local function refuse(place, kind, text)
  table.insert(refusals, pandoc.MetaList { place, kind, text })
end

-- reading ------------------------------------------------------------------------------------

local function reader(format)
  if format == "html" then return "html" end
  local typographic_quotes = lang == "en" and "+smart" or "-smart"
  return "markdown-markdown_in_html_blocks-native_divs-implicit_figures" .. typographic_quotes
end

local function is_east_asian(text, from_end)
  local position = from_end and utf8.offset(text, -1) or 1
  return position and text ~= "" and utf8.codepoint(text, position) >= 0x2E80
end

-- A line break in a Chinese source paragraph is not a space.
local function join_lines(inlines)
  for i = #inlines - 1, 2, -1 do
    local before, after = inlines[i - 1], inlines[i + 1]
    if inlines[i].t == "SoftBreak" and before.t == "Str" and after.t == "Str"
      and (is_east_asian(before.text, true) or is_east_asian(after.text)) then
      inlines:remove(i)
    end
  end
  return inlines
end

local SANDBOX = {}   -- no file and no address is opened while reading
local ACTIVE = { "script", "iframe", "object", "embed", "video", "audio" }

local function active_element(html)
  for _, name in ipairs(ACTIVE) do
    if html:lower():find("<" .. name .. "[%s/>]") then return name end
  end
end

local function read(text, format)
  if format == "html" then   -- the reader drops attributes of <p> but keeps those of <div>
    text = text:gsub('<p%s+class="note"[^>]*>(.-)</p>', '<div class="note"><p>%1</p></div>')
  end
  return pandoc.read(text, reader(format), nil, SANDBOX).blocks:walk { Inlines = join_lines }
end

local function plain_raw(place)
  return {
    RawBlock = function(raw)
      if raw.text:match("^%s*<!%-%-") then return {} end
      if not raw.format:match("html") or active_element(raw.text) then
        refuse(place, "raw", raw.text)
        return {}
      end
      return read(raw.text, "html")
    end,
    RawInline = function(raw)
      if raw.text:match("^<br") then return pandoc.LineBreak() end
      if not raw.text:match("^<!%-%-") then refuse(place, "raw", raw.text) end
      return {}
    end,
    Image = function(image)
      refuse(place, "image", image.src:sub(1, 80))
      return {}
    end,
  }
end

-- sections -----------------------------------------------------------------------------------

local DIGITS = { "一", "二", "三", "四", "五", "六", "七", "八", "九" }

local function chinese_number(n)
  local tens, ones = n // 10, n % 10
  local lead = tens == 0 and "" or (tens == 1 and "十" or DIGITS[tens] .. "十")
  return lead .. (DIGITS[ones] or "")
end

local function section_label(level)
  if lang == "en" then return table.concat(sections, ".", 1, level) .. "\u{2003}" end
  if level == 1 then return chinese_number(sections[1]) .. "、" end
  if level == 2 then return "（" .. chinese_number(sections[2]) .. "）" end
  if level == 3 then return sections[3] .. ". " end
  return "（" .. sections[4] .. "）"
end

local function number_header(header, numbered)
  if not numbered then
    unnumbered_sections = unnumbered_sections + 1
    header.identifier = "part-" .. unnumbered_sections
    header.classes = { "unnumbered" }
    return header
  end
  header.classes = {}
  if header.level > DEEPEST then
    header.identifier = ""
    return header
  end
  sections[header.level] = sections[header.level] + 1
  for deeper = header.level + 1, DEEPEST do sections[deeper] = 0 end
  header.identifier = "section-" .. table.concat(sections, "-", 1, header.level)
  header.content:insert(1, pandoc.Str(section_label(header.level)))
  return header
end

-- tables -------------------------------------------------------------------------------------

local LETTER = 0.85   -- a Latin one is narrower than a figure

local function width_of(text)
  local width = 0
  for _, code in utf8.codes(text) do
    local is_letter = code < 0x80 and string.char(code):match("%a")
    width = width + (code >= 0x2E80 and 2 or is_letter and LETTER or 1)
  end
  return width
end

local function display_width(blocks)
  local longest = 0
  for line in (pandoc.utils.stringify(blocks) .. "\n"):gmatch("(.-)\n") do
    longest = math.max(longest, width_of(line))
  end
  return longest
end

local function body_rows(tbl)
  local rows = pandoc.List {}
  for _, body in ipairs(tbl.bodies) do
    rows:extend(body.head)
    rows:extend(body.body)
  end
  rows:extend(tbl.foot.rows)
  return rows
end

-- Calls visit(column, cell) for every cell, minding the cells above that reach down into its row.
local function each_cell(rows, visit)
  local reach = {}
  for _, row in ipairs(rows) do
    local column = 1
    for _, cell in ipairs(row.cells) do
      while (reach[column] or 0) > 0 do reach[column], column = reach[column] - 1, column + 1 end
      visit(column, cell)
      for covered = column, column + cell.col_span - 1 do reach[covered] = cell.row_span - 1 end
      column = column + cell.col_span
    end
    while (reach[column] or 0) > 0 do reach[column], column = reach[column] - 1, column + 1 end
  end
end

local VERDICTS = { met = true, ["not-met"] = true, unjudged = true }
local LONGEST_UNBROKEN = 14   -- signs

local function is_of_one_piece(cell)
  if cell.col_span > 1 or display_width(cell.contents) > LONGEST_UNBROKEN then return false end
  return cell.alignment == "AlignRight" or cell.classes:find_if(function(class) return VERDICTS[class] end) ~= nil
end

-- How many signs a column takes of which no cell may break: numbers, whose points stand below each other, with their units;
-- verdicts.
local function widths_of_pieces(tbl)
  local whole, part, needed = {}, {}, {}
  local function need(column, signs) needed[column] = math.max(needed[column] or 0, signs + 2) end
  each_cell(body_rows(tbl), function(column, cell)
    local before, after = pandoc.utils.stringify(cell.contents):match("^([%d,]+)%.?(%d*)$")
    if before and cell.alignment == "AlignRight" then
      whole[column] = math.max(whole[column] or 0, #before)
      part[column] = math.max(part[column] or 0, #after)
      need(column, whole[column] + part[column] + (part[column] > 0 and 1 or 0))
    elseif is_of_one_piece(cell) then
      need(column, display_width(cell.contents))
    end
  end)
  return needed
end

-- Relative widths from the longest text of each column, so that the three formats agree on them.
local function widths_from_text(tbl)
  local widths = {}
  for column = 1, #tbl.colspecs do widths[column] = 4 end
  local function widen(lines, most)
    return function(column, cell)
      if cell.col_span > 1 then return end
      local width = math.min(math.ceil(display_width(cell.contents) / lines), most)
      widths[column] = math.max(widths[column], width + 2)
    end
  end
  each_cell(tbl.head.rows, widen(2, 12))   -- a heading may take two lines
  each_cell(body_rows(tbl), widen(1, 36))
  for column, needed in pairs(widths_of_pieces(tbl)) do widths[column] = math.max(widths[column], needed) end
  return widths
end

local function sum(numbers)
  local total = 0
  for _, number in ipairs(numbers) do total = total + number end
  return total
end

local function longest_word(blocks)
  local longest = 0
  for word in pandoc.utils.stringify(blocks):gmatch("[%w%p]+") do longest = math.max(longest, width_of(word)) end
  return math.min(longest, LONGEST_UNBROKEN)
end

-- The longest cell of each column, and the least it takes: no word, nothing of one piece, no short heading breaks.
local SHORT_HEAD, SHORT_CELL = 6, 8

local function longest_and_least(tbl)
  local longest, least = {}, {}
  for column = 1, #tbl.colspecs do longest[column], least[column] = 0, 3 end
  local function measure(lines, whole)
    return function(column, cell)
      if cell.col_span > 1 then return end
      local signs = display_width(cell.contents)
      longest[column] = math.max(longest[column], signs / lines)
      least[column] = math.max(least[column], whole(signs), longest_word(cell.contents))
    end
  end
  -- a heading may take two lines
  each_cell(tbl.head.rows, measure(2, function(signs) return signs <= SHORT_HEAD and signs or 0 end))
  each_cell(body_rows(tbl), measure(1, function(signs) return math.min(signs, SHORT_CELL) end))
  for column, needed in pairs(widths_of_pieces(tbl)) do least[column] = math.max(least[column], needed - 2) end
  return longest, least
end

-- What each column needs where no cell takes more of a line than `cap` signs by itself.
local function widths_needed(longest, least, cap)
  local widths = {}
  for column = 1, #least do widths[column] = math.max(least[column], math.min(longest[column], cap)) + 2 end
  return widths
end

-- The signs of every cell that stands in one column, row by row.
local function signs_of_rows(tbl)
  return body_rows(tbl):map(function(row)
    local signs = {}
    each_cell({ row }, function(column, cell)
      if cell.col_span == 1 then signs[column] = display_width(cell.contents) end
    end)
    return signs
  end)
end

-- About how many lines some rows take.
local function lines_of(rows, widths)
  local total = 0
  for _, signs in ipairs(rows) do
    local most = 1
    for column, width in pairs(signs) do most = math.max(most, math.ceil(width / math.max(widths[column] - 2, 1))) end
    total = total + most
  end
  return total
end

-- Widths that give every column what it needs, taken from those that have room to spare; all together fit the line.
local function with_room_for(asked, needed, line)
  local total, widths, spare = sum(asked), {}, {}
  for column, width in ipairs(asked) do
    widths[column] = math.max(width / total * line, needed[column] or 0)
    spare[column] = widths[column] - (needed[column] or widths[column])
  end
  local excess, room = sum(widths) - line, sum(spare)
  if room > 0 then
    for column, width in ipairs(widths) do widths[column] = width - excess * spare[column] / room end
  end
  return widths
end

-- Of the widths that break no word, nothing of one piece and no short heading, those in which the rows take the fewest
-- lines: near the shares asked for, or near the square roots of the longest texts; where the line has too little room for
-- that, only what is of one piece stays whole.
local function best_widths(tbl, asked, line)
  local longest, least = longest_and_least(tbl)
  local rows, best, fewest, roots = signs_of_rows(tbl), nil, nil, {}
  for column, signs in ipairs(longest) do roots[column] = math.sqrt(math.max(signs, 1)) end
  for _, shares in ipairs { asked, roots } do
    for cap = line, 0, -4 do
      local needed = widths_needed(longest, least, cap)
      if sum(needed) <= line then
        local tried = with_room_for(shares, needed, line)
        local count = lines_of(rows, tried)
        if not fewest or count < fewest then best, fewest = tried, count end
      end
    end
  end
  return best or with_room_for(asked, widths_of_pieces(tbl), line)
end

-- Sets the columns' shares of the line; gives their widths in signs.
local function set_widths(tbl, line)
  local widths = {}
  for column, spec in ipairs(tbl.colspecs) do widths[column] = spec[2] or 0 end
  for _, width in ipairs(widths) do
    if width == 0 then widths = widths_from_text(tbl) break end
  end
  widths = best_widths(tbl, widths, line)
  local specs, total = tbl.colspecs, sum(widths)
  for column, spec in ipairs(specs) do
    local align = spec[1] == "AlignDefault" and "AlignLeft" or spec[1]   -- Typst would centre, Word would not
    specs[column] = { align, widths[column] / total }
  end
  tbl.colspecs = specs
  return widths
end

local function label(kind)
  count[kind] = count[kind] + 1
  local name = ({ zh = { table = "表", figure = "图" }, en = { table = "Table", figure = "Figure" } })[lang][kind]
  return name .. "\u{00A0}" .. count[kind]
end

local function numbered_caption(kind, inlines)
  local gap = lang == "zh" and "\u{3000}" or ".\u{2002}"
  local caption = pandoc.Inlines { pandoc.Span({ pandoc.Str(label(kind) .. gap) }, { class = "label" }) }
  caption:extend(inlines)
  return caption
end

local function format_of(columns)
  if columns >= TURN_PAGE_FROM then return "turned" end
  if columns >= SMALL_TYPE_FROM then return "dense" end
  return columns <= SLIM_TO and "slim" or "regular"
end

local function number_table(tbl)
  tables = tables + 1
  local title = pandoc.utils.blocks_to_inlines(tbl.caption.long)
  if #title > 0 then
    local caption = numbered_caption("table", title)
    tbl.identifier = "table-" .. count.table
    tbl.caption = { long = { pandoc.Plain(caption) } }
  else
    tbl.identifier = ""
  end
  local is_broad = sum(widths_from_text(tbl)) > LINE_OF_TABLE
  local format = format_of(#tbl.colspecs)
  local line = format == "turned" and LINE_OF_TURNED_PAGE or is_broad and LINE_OF_SMALL_TYPE or LINE_OF_TABLE
  local widths = set_widths(tbl, line)
  local classes = pandoc.List { format }
  if is_broad then classes:insert("broad") end
  if lines_of(signs_of_rows(tbl), widths) <= KEPT_WHOLE_TO then classes:insert("short") end
  tbl.classes = classes
  return tbl
end

local function number_picture(div)
  local title = div.attributes.caption
  local caption = numbered_caption("figure", { pandoc.Str(title) })
  local image = pandoc.Image({ pandoc.Str(title) }, div.attributes.src)
  local attributes = pandoc.Attr("figure-" .. count.figure, div.classes:includes("tall") and { "tall" } or {})
  return pandoc.Figure({ pandoc.Plain { image } }, { long = { pandoc.Plain(caption) } }, attributes)
end

-- one document -------------------------------------------------------------------------------

local function expand_piece(piece)
  local place = piece.attributes.place
  local blocks = pandoc.Blocks {}
  for _, block in ipairs(piece.content) do
    if block.t == "RawBlock" and block.format == "html" and active_element(block.text) then
      refuse(place, "raw", block.text)
    elseif block.t == "RawBlock" then
      blocks:extend(read(block.text, block.format):walk(plain_raw(place)))
    else
      blocks:insert(block)
    end
  end
  return blocks
end

local function number_piece(piece)
  local numbered = piece.classes:includes("numbered")
  return expand_piece(piece):walk {
    traverse = "topdown",
    Header = function(header) return number_header(header, numbered) end,
    Table = function(tbl) return number_table(tbl) end,
    Div = function(div)
      if div.classes:includes("picture") then return number_picture(div) end
    end,
  }
end

-- "见表1", "see table 1" lead to the table; a number there is none of stays text.
local NOUNS = { table = "table", figure = "figure", ["表"] = "table", ["图"] = "figure" }

local function led(noun, number, text)
  local kind = NOUNS[noun]
  if not kind or tonumber(number) > count[kind] then return nil end
  return pandoc.Link({ pandoc.Str(text) }, "#" .. kind .. "-" .. number)
end

local function refer_in_chinese(str)
  local out, rest = pandoc.Inlines {}, str.text
  while true do
    local before, noun, number, after = rest:match("^(.-见)(.-)(%d+)(.*)$")
    if not before then break end
    out:extend { pandoc.Str(before), led(noun, number, noun .. number) or pandoc.Str(noun .. number) }
    rest = after
  end
  return #out > 0 and out .. { pandoc.Str(rest) } or nil
end

local function refer_in_english(inlines)
  for i = #inlines - 4, 1, -1 do
    local see, noun, rest = inlines[i], inlines[i + 2], inlines[i + 4]
    if see.t == "Str" and see.text:lower() == "see" and noun.t == "Str" and NOUNS[noun.text] and rest.t == "Str" then
      local number, after = rest.text:match("^(%d+)(.*)$")
      local link = number and led(noun.text, number, noun.text .. "\u{00A0}" .. number)
      if link then
        for _ = 1, 3 do inlines:remove(i + 2) end
        inlines:insert(i + 2, link)
        inlines:insert(i + 3, pandoc.Str(after))
      end
    end
  end
  return inlines
end

local function with_references(blocks)
  return blocks:walk(lang == "zh" and { Str = refer_in_chinese } or { Inlines = refer_in_english })
end

local function is_turned(block) return block and block.t == "Table" and block.classes:includes("turned") end
local function is_note(block) return block and block.t == "Div" and block.classes:includes("note") end

-- A turned page takes the headings just above its table and the notes just below it along.
local function turn_pages(blocks)
  local out = pandoc.Blocks {}
  local function mark(class, at) out:insert(at or #out + 1, pandoc.Div({}, { class = class })) end
  local turned = false
  for i, block in ipairs(blocks) do
    if is_turned(block) and not turned then
      local start = #out
      while start > 0 and out[start].t == "Header" do start = start - 1 end
      mark("turn-begin", start + 1)
      turned = true
    elseif turned and not is_turned(block) and not is_note(block) then
      local next_table = i
      while blocks[next_table] and blocks[next_table].t == "Header" do next_table = next_table + 1 end
      if not is_turned(blocks[next_table]) then
        mark("turn-end")
        turned = false
      end
    end
    if block.t == "Table" and is_note(blocks[i + 1]) then block.classes = block.classes .. { "noted" } end
    out:insert(block)
  end
  if turned then mark("turn-end") end
  return out
end

local function contents_depth(blocks)
  local lines = 0
  for _, block in ipairs(blocks) do
    if block.t == "Header" and block.level <= 2 then lines = lines + 1 end
  end
  return lines > CONTENTS_LINES and "1" or "2"
end

function Pandoc(doc)
  lang = pandoc.utils.stringify(doc.meta["document-language"])
  local blocks = pandoc.Blocks {}
  for _, piece in ipairs(doc.blocks) do blocks:extend(number_piece(piece)) end
  doc.meta["contents-depth"] = contents_depth(blocks)
  doc.meta.counts = { tables = tostring(tables), figures = tostring(count.figure) }
  doc.meta.refusals = pandoc.MetaList(refusals)
  return pandoc.Pandoc(turn_pages(with_references(blocks)), doc.meta)
end
