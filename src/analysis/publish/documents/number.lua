-- Turns composed pieces into one flat document and decides, once for all three formats:
-- section, table and figure numbers, identifiers, how deep the contents list goes.
-- What cannot be published whole is listed in meta.refusals.

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

-- tables and figures -------------------------------------------------------------------------

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
  return tbl
end

local function number_picture(div)
  local title = div.attributes.caption
  local caption = numbered_caption("figure", { pandoc.Str(title) })
  local image = pandoc.Image({ pandoc.Str(title) }, div.attributes.src)
  return pandoc.Figure({ pandoc.Plain { image } }, { long = { pandoc.Plain(caption) } }, pandoc.Attr("figure-" .. count.figure))
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
  return pandoc.Pandoc(with_references(blocks), doc.meta)
end
