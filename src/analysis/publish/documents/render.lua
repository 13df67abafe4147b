-- What each format needs beyond the shared document: nothing here changes a word, a number or an order.

local HEAD_FILL = 'rgb("#eaf0f5")'
local VERDICT_FILL = { met = 'rgb("#17653a")', ["not-met"] = 'rgb("#a3211b")', unjudged = 'rgb("#5c6670")' }
local VERDICT_STYLE = { met = "Verdict Met", ["not-met"] = "Verdict Not Met", unjudged = "Verdict Unjudged" }

local function verdict_of(classes)
  for _, class in ipairs(classes) do
    if VERDICT_FILL[class] then return class end
  end
end

local function each_cell(tbl, visit)
  local function rows(list, is_head)
    for _, row in ipairs(list) do
      for _, cell in ipairs(row.cells) do visit(cell, is_head, row) end
    end
  end
  rows(tbl.head.rows, true)
  for _, body in ipairs(tbl.bodies) do
    rows(body.head, true)
    rows(body.body, false)
  end
  rows(tbl.foot.rows, false)
end

-- A verdict marked on the cell colours its text in every format.
local function spread_verdict(cell)
  local verdict = verdict_of(cell.classes)
  if not verdict then return end
  cell.contents = cell.contents:walk {
    Plain = function(plain) return pandoc.Plain { pandoc.Span(plain.content, { class = verdict }) } end,
    Para = function(para) return pandoc.Para { pandoc.Span(para.content, { class = verdict }) } end,
  }
end

-- In place, as Lua tables of a Table are views: heads, bodies and feet must be assigned back.
local function with_cells(tbl, visit)
  local head, bodies, foot = tbl.head, tbl.bodies, tbl.foot
  each_cell({ head = head, bodies = bodies, foot = foot }, visit)
  tbl.head, tbl.bodies, tbl.foot = head, bodies, foot
  return tbl
end

-- Numbers of a column with fewer decimals than others are filled up with room as wide as digits: aligned on the point.
-- A line must not break in it. In the typefaces of Word documents a digit is as wide as two spaces and a point as one; the
-- space made for the purpose is in few typefaces.
local JOINING_SPACE = "\u{00A0}"

local function room(missing, most)
  local has_no_point = missing == most
  if FORMAT == "typst" then
    return pandoc.RawInline("typst", ("#hide[%s%s]"):format(has_no_point and "." or "", ("0"):rep(missing)))
  end
  return pandoc.Str(JOINING_SPACE:rep(2 * missing + (has_no_point and 1 or 0)))
end

local function decimals(text) return #(text:match("%.(%d+)$") or "") end

local function is_number(text) return text:gsub("[≥≤−%s]", ""):match("^[%d,]*%.?%d+$") end

local function each_number(tbl, visit)
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      for column, cell in ipairs(row.cells) do
        local text = pandoc.utils.stringify(cell.contents)
        if #row.cells == #tbl.colspecs and cell.alignment == "AlignRight" and is_number(text) then visit(column, cell, text) end
      end
    end
  end
end

local function filled_up(cell, missing, most)
  cell.contents = cell.contents:walk {
    Plain = function(plain) return pandoc.Plain(plain.content .. { room(missing, most) }) end,
  }
end

local function aligned(tbl)
  local most, bodies = {}, tbl.bodies
  each_number({ bodies = bodies, colspecs = tbl.colspecs }, function(column, _, text)
    most[column] = math.max(most[column] or 0, decimals(text))
  end)
  each_number({ bodies = bodies, colspecs = tbl.colspecs }, function(column, cell, text)
    local missing = most[column] - decimals(text)
    if missing > 0 then filled_up(cell, missing, most[column]) end
  end)
  tbl.bodies = bodies
  return tbl
end

-- "≤ 0.65" stands on one line, and a mark beside its word.
local function sign_with_number(inlines)
  for i = 2, #inlines - 1 do
    local sign, number = inlines[i - 1], inlines[i + 1]
    if inlines[i].t == "Space" and sign.t == "Str" and number.t == "Str" then
      local is_limit = (sign.text:match("≤$") or sign.text:match("≥$")) and number.text:match("^%d")
      if is_limit or number.text:match("^↓") then inlines[i] = pandoc.Str(JOINING_SPACE) end
    end
  end
  return inlines
end

local function empty(class) return function(div) return div.classes:includes(class) and #div.content == 0 end end
local is_turn_begin, is_turn_end = empty("turn-begin"), empty("turn-end")

-- Where page 1 ends. Alone, its statement stands above the contents; else at the foot of what page 1 answers.
local function is_opening_end(block) return block.t == "Div" and block.classes:includes("opening-end") end
local function is_alone(block) return block.classes:includes("alone") end

-- On paper what tells a document's version and typefaces follows its contents: at the end it would often have a page of its
-- own. Without contents it stays at the end.
local function colophon_after_contents(doc)
  local blocks, colophon, opening_end = pandoc.Blocks {}, pandoc.Blocks {}, nil
  for _, block in ipairs(doc.blocks) do
    if block.t == "Div" and block.classes:includes("colophon") then
      colophon:extend(block.content)
    else
      blocks:insert(block)
      if is_opening_end(block) then opening_end = #blocks end
    end
  end
  local typefaces = doc.meta.typefaces and pandoc.utils.stringify(doc.meta.typefaces) or ""
  if FORMAT == "docx" and typefaces ~= "" then colophon:insert(pandoc.Para(doc.meta.typefaces)) end
  if #colophon > 0 then blocks:insert((opening_end or #blocks) + 1, pandoc.Div(colophon, { class = "colophon" })) end
  return pandoc.Pandoc(blocks, doc.meta)
end

local function wrapped(format, open, blocks, close)
  local out = pandoc.Blocks { pandoc.RawBlock(format, open) }
  out:extend(blocks)
  out:insert(pandoc.RawBlock(format, close))
  return out
end

-- HTML ---------------------------------------------------------------------------------------

local COUNTERS = { ["序号"] = true, ["No."] = true }

local function is_blank(cell) return pandoc.utils.stringify(cell.contents) == "" end

-- What names a row is its head, which a screen reader says with each cell: the first column, a counter aside.
-- Where a name is said once for the rows below it, a head would be blank: such a table keeps its cells.
local function name_rows(tbl)
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      if row.cells[1] and is_blank(row.cells[1]) then return end
    end
  end
  local heads = tbl.head.rows[1]
  local first = heads and heads.cells[1]
  local columns = first and COUNTERS[pandoc.utils.stringify(first.contents)] and 2 or 1
  local bodies = tbl.bodies
  for _, body in ipairs(bodies) do
    body.row_head_columns = heads and math.max(body.row_head_columns, columns) or body.row_head_columns
    for _, row in ipairs(body.body) do
      for column = 1, math.min(body.row_head_columns, #row.cells - 1) do
        local cell = row.cells[column]
        cell.attributes.scope = cell.row_span > 1 and "rowgroup" or "row"
      end
    end
  end
  tbl.bodies = bodies
end

local table_word = "Table"   -- in the document's language
local LONGEST_UNBROKEN = 14   -- signs

local LONG_TEXT = 30          -- signs, from which a text takes more than some lines of a narrow column

-- A number with its unit stays on one line, as on paper.
local function is_short_number(cell)
  local text = pandoc.utils.stringify(cell.contents)
  return cell.alignment == "AlignRight" and text:match("%d") and utf8.len(text) <= LONGEST_UNBROKEN
end

local CLOSING = { "。", "，", "；", "：", "、", "）", ",", ".", ";", ":", ")" }

local function begins_with_stop(inline)
  if not inline or inline.t ~= "Str" then return false end
  for _, stop in ipairs(CLOSING) do
    if inline.text:sub(1, #stop) == stop then return stop end
  end
  return false
end

-- A formula keeps the stop behind it: no line begins with one.
local function with_stops(inlines)
  for place = #inlines - 1, 1, -1 do
    local stop = inlines[place].t == "Math" and inlines[place].mathtype == "InlineMath" and begins_with_stop(inlines[place + 1])
    if stop then
      local rest = inlines[place + 1].text:sub(#stop + 1)
      inlines[place] = pandoc.Span({ inlines[place], pandoc.Str(stop) }, { class = "whole" })
      if rest == "" then inlines:remove(place + 1) else inlines[place + 1] = pandoc.Str(rest) end
    end
  end
  return inlines
end

local html = {
  Inlines = with_stops,
  Meta = function(meta) table_word = pandoc.utils.stringify(meta.table) end,
  Table = function(tbl)
    with_cells(tbl, function(cell, is_head)
      if is_head then cell.attributes.scope = cell.col_span > 1 and "colgroup" or "col" end
      if not is_head and is_short_number(cell) then cell.classes:insert("whole") end
      if not is_head and utf8.len(pandoc.utils.stringify(cell.contents)) > LONG_TEXT then cell.classes:insert("long") end
    end)
    name_rows(tbl)
    local name = pandoc.utils.stringify(tbl.caption.long)
    local classes = { "table-scroll" }
    for _, class in ipairs(tbl.classes) do table.insert(classes, class) end
    -- a list, as the pairs of a Lua table come in no fixed order
    local role = name ~= "" and "region" or "group"
    local region = { { "role", role }, { "tabindex", "0" }, { "aria-label", name ~= "" and name or table_word } }
    return pandoc.Div({ tbl }, pandoc.Attr("", classes, region)), false
  end,
  Figure = function(figure)   -- on a small screen it scrolls, which a keyboard must be able to do
    figure.attributes.tabindex = "0"
    return figure
  end,
  Div = function(div)
    if is_turn_begin(div) then return pandoc.RawBlock("html", '<div class="turned-page">') end
    if is_turn_end(div) then return pandoc.RawBlock("html", "</div>") end
    if is_opening_end(div) then   -- in the masthead where it is alone
      return is_alone(div) and {} or pandoc.Div(div.content, { class = "statement note" })
    end
  end,
}

-- Typst --------------------------------------------------------------------------------------

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

local function described_image(image)
  local alt = pandoc.utils.stringify(image.caption)
  return pandoc.RawInline("typst", ("#image(%s, alt: %s)"):format(quoted(image.src), quoted(alt)))
end

local TYPE_OF_CELLS = { dense = "7.5pt", turned = "8pt", broad = "8pt" }   -- a table has the first of its classes here

-- A table of many signs in smaller type. A short one stays whole, and with the note below it where there is one.
local function set_table(tbl)
  local class = tbl.classes:find_if(function(name) return TYPE_OF_CELLS[name] end)
  local open = "#["
  if tbl.classes:includes("short") then
    local look = "breakable: false, sticky: %s, width: 100%%, above: 1.6em, below: 0.6em"
    open = "#block(" .. look:format(tbl.classes:includes("noted")) .. ")["
  end
  if class then open = open .. "#show table: set text(size: " .. TYPE_OF_CELLS[class] .. ")" end
  return wrapped("typst", open, { tbl }, "]")
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

-- Word ---------------------------------------------------------------------------------------

-- The paragraph that ends a section, a point high, so that a full page has room for it; the page geometry is filled in
-- afterwards, where the paper is known.
local function section_end(orientation)
  return pandoc.RawBlock("openxml",
    ('<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/><w:sectPr><w:pgSz w:orient="%s"/></w:sectPr></w:pPr></w:p>'):format(orientation))
end

local function styled(blocks, style)
  local paragraphs = blocks:walk { Plain = function(plain) return pandoc.Para(plain.content) end }
  return pandoc.Div(paragraphs, { ["custom-style"] = style })
end

local SMALL_TYPE = { dense = true, turned = true, broad = true }

local docx = {
  Table = function(tbl)
    local is_small = tbl.classes:find_if(function(class) return SMALL_TYPE[class] end)
    local small = is_small and " Small" or ""
    return with_cells(aligned(tbl), function(cell, is_head)
      spread_verdict(cell)
      if #cell.contents == 0 then cell.contents = pandoc.Blocks { pandoc.Plain { pandoc.Str "" } } end   -- in the type of its table
      cell.contents = { styled(cell.contents, (is_head and "Table Head" or "Table Text") .. small) }
    end)
  end,
  Span = function(span)
    local verdict = verdict_of(span.classes)
    if verdict then span.attributes["custom-style"] = VERDICT_STYLE[verdict] end
    if span.classes:includes("to-write") then span.attributes["custom-style"] = "To Be Written" end
    return span
  end,
  Div = function(div)
    if is_turn_begin(div) then return section_end("portrait") end
    if is_turn_end(div) then return section_end("landscape") end
    if div.classes:includes("note") then return styled(div.content, "Table Note") end
    if div.classes:includes("colophon") then return styled(div.content, "Colophon") end
  end,
}

-- The number of the page where a bookmark stands: Word fills it in when it prints or is told to (F9), LibreOffice always.
-- Whatever could be written here beforehand would be a guess; a field of contents around it would keep LibreOffice from it.
local FIELD = '<w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGEREF %s \\h </w:instrText></w:r>'
  .. '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'

local function page_of(identifier) return pandoc.RawInline("openxml", FIELD:format(identifier)) end

-- A heading listed in the contents is a bookmark of its words alone, not of all its section, and no name has a hyphen.
local function bookmark(header) return (header.identifier:gsub("-", "_")) end

local function bookmarked(blocks, depth)
  return blocks:map(function(block)
    if block.t ~= "Header" or block.level > depth then return block end
    return pandoc.Header(block.level, pandoc.Span(block.content, { id = bookmark(block) }), { class = block.classes[1] })
  end)
end

local function contents_list(doc, depth, title_style)
  local list = pandoc.Blocks { styled(pandoc.Blocks { pandoc.Para(doc.meta["contents-title"]) }, title_style) }
  for _, block in ipairs(doc.blocks) do
    if block.t == "Header" and block.level <= depth then
      local entry = pandoc.Link(block.content .. { page_of(bookmark(block)) }, "#" .. bookmark(block))
      list:insert(pandoc.Div({ pandoc.Para { entry } }, { ["custom-style"] = "toc " .. block.level }))
    end
  end
  return list
end

local function on_first_page(block)
  return block.t == "Figure" and block or styled(pandoc.Blocks { block }, "First Page")
end

local function with_contents_list(doc)
  local depth = tonumber(pandoc.utils.stringify(doc.meta["contents-depth"]))
  local blocks = pandoc.Blocks {}
  for _, block in ipairs(bookmarked(doc.blocks, depth)) do
    if not is_opening_end(block) then
      blocks:insert(block)
    elseif is_alone(block) then
      blocks:insert(styled(block.content, "First Page"))
      blocks:extend(contents_list(doc, depth, "Contents Title"))
    else
      blocks = blocks:map(on_first_page)
      blocks:insert(styled(block.content, "First Page Note"))
      blocks:extend(contents_list(doc, depth, "Contents Title On New Page"))
    end
  end
  -- Word would show every other field of the metadata as a property of the file.
  return pandoc.Pandoc(blocks, { title = doc.meta.title, subtitle = doc.meta.subtitle, lang = doc.meta.lang })
end

-- Where a head breaks on paper; a screen finds its own place.
local function half(span)
  if span.classes:includes("half") then return FORMAT:match("^html") and {} or pandoc.LineBreak() end
end

local signs = { Inlines = sign_with_number, Span = half }
if FORMAT == "docx" then
  return { { Pandoc = colophon_after_contents }, { traverse = "topdown", Table = docx.Table }, { Span = docx.Span, Div = docx.Div }, signs, { Pandoc = with_contents_list } }
end
if FORMAT == "typst" then
  local inline = { Math = typst.Math, Image = typst.Image, Span = typst.Span, Div = typst.Div }
  return { { Pandoc = colophon_after_contents }, { Blocks = formulas_kept }, { Table = typst.Table }, inline, signs, { Str = word } }
end
return { { Meta = html.Meta, Inlines = html.Inlines }, signs, { traverse = "topdown", Table = html.Table, Figure = html.Figure, Div = html.Div } }
