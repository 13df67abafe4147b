-- What Word needs beyond the shared document.

local of_all = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), "formats.lua" })
local verdict_of, spread_verdict, with_cells, aligned, signs =
  of_all.verdict_of, of_all.spread_verdict, of_all.with_cells, of_all.aligned, of_all.signs
local is_turn_begin, is_turn_end, is_opening_end, is_alone, colophon_after_contents =
  of_all.is_turn_begin, of_all.is_turn_end, of_all.is_opening_end, of_all.is_alone, of_all.colophon_after_contents

local VERDICT_STYLE = { met = "Verdict Met", ["not-met"] = "Verdict Not Met", unjudged = "Verdict Unjudged" }

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

-- LibreOffice would break a list of numbers inside one of them: it may after the comma, at a space that has no width. And
-- between a share and the count in brackets behind it no line breaks, so that those around it would be torn apart.
local function breaking(str) return pandoc.Str((str.text:gsub("(%d、)", "%1\u{200B}"))) end

local function parted(str)
  if str.text:find("%%（") then return pandoc.Str((str.text:gsub("%%（", "%%\u{200B}（"))) end
end

local docx = {
  Table = function(tbl)
    local is_small = tbl.classes:find_if(function(class) return SMALL_TYPE[class] end)
    local small = is_small and " Small" or ""
    return with_cells(aligned(tbl), function(cell, is_head)
      spread_verdict(cell)
      cell.contents = cell.contents:walk { Str = breaking }
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

return { { Pandoc = colophon_after_contents }, { traverse = "topdown", Table = docx.Table }, { Span = docx.Span, Div = docx.Div }, signs, { Str = parted }, { Pandoc = with_contents_list } }
