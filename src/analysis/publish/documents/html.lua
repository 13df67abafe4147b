-- What HTML needs beyond the shared document.

local of_all = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), "formats.lua" })
local with_cells, signs, is_turn_begin =
  of_all.with_cells, of_all.signs, of_all.is_turn_begin
local is_turn_end, is_opening_end, is_alone =
  of_all.is_turn_end, of_all.is_opening_end, of_all.is_alone

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

return { { Meta = html.Meta, Inlines = html.Inlines }, signs, { traverse = "topdown", Table = html.Table, Figure = html.Figure, Div = html.Div } }
