-- What HTML needs beyond the shared document.

local of_all = dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), "formats.lua" })
local with_cells, in_columns, signs, is_turn_begin =
  of_all.with_cells, of_all.in_columns, of_all.signs, of_all.is_turn_begin
local is_turn_end, is_opening_end, is_alone =
  of_all.is_turn_end, of_all.is_opening_end, of_all.is_alone

local COUNTERS = { ["序号"] = true, ["No."] = true }

local function is_blank(cell) return pandoc.utils.stringify(cell.contents) == "" end

-- How many columns it takes to tell the rows apart, counters aside: of the first ones, as far as they hold words.
local MOST_HEADS = 3

local function are_told_apart(rows, from, to)
  local seen = {}
  for _, row in ipairs(rows) do
    local texts = {}
    for column = from, math.min(to, #row.cells) do texts[#texts + 1] = pandoc.utils.stringify(row.cells[column].contents) end
    local name = table.concat(texts, "\n")
    if seen[name] then return false end
    seen[name] = true
  end
  return true
end

local function columns_of_names(tbl, rows)
  local heads = tbl.head.rows[1]
  local first = heads and heads.cells[1]
  local least = first and COUNTERS[pandoc.utils.stringify(first.contents)] and 2 or 1
  for columns = least, math.min(MOST_HEADS, #tbl.colspecs - 1) do
    if columns > least and tbl.colspecs[columns][1] == "AlignRight" then break end
    if are_told_apart(rows, least, columns) then return columns end
  end
  return least
end

-- What names a row is its head, which a screen reader says with each cell.
-- Where a name is said once for the rows below it, a head would be blank: such a table keeps its cells.
local function name_rows(tbl)
  local rows = pandoc.List {}
  for _, body in ipairs(tbl.bodies) do rows:extend(body.body) end
  if rows:find_if(function(row) return row.cells[1] and is_blank(row.cells[1]) end) then return end
  local columns, has_head = columns_of_names(tbl, rows), #tbl.head.rows > 0
  local bodies = tbl.bodies
  for _, body in ipairs(bodies) do
    body.row_head_columns = has_head and math.max(body.row_head_columns, columns) or body.row_head_columns
    for _, row in ipairs(body.body) do
      for column = 1, math.min(body.row_head_columns, #row.cells - 1) do
        local cell = row.cells[column]
        cell.attributes.scope = cell.row_span > 1 and "rowgroup" or "row"
      end
    end
  end
  tbl.bodies = bodies
end

-- A row with one verdict has it for its result.
local function mark_results(tbl)
  local bodies = tbl.bodies
  for _, body in ipairs(bodies) do
    for _, row in ipairs(body.body) do
      local verdicts = row.cells:filter(function(cell) return of_all.verdict_of(cell.classes) end)
      if #verdicts == 1 then row.attr.classes:insert("judged") end
    end
  end
  tbl.bodies = bodies
end

local table_word = "Table"   -- in the document's language
local LONG_TEXT = 30          -- signs, from which a text takes more than some lines of a narrow column

-- What stands over each column, a group before its parts: "group · part".
local function names_of_columns(tbl)
  local names = {}
  in_columns(tbl.head.rows, function(column, cell)
    local name = pandoc.utils.stringify(cell.contents)
    for covered = column, column + cell.col_span - 1 do
      names[covered] = names[covered] and names[covered] .. " · " .. name or name
    end
  end)
  return names
end

local function css_string(text)
  return '"' .. text:gsub('["\\\n]', function(sign) return ("\\%x "):format(sign:byte()) end) .. '"'
end

-- The names of the columns stand once for all rows; the style shows them beside the values where each row is a block.
local function said_of_columns(tbl)
  local said = {}
  for column, name in ipairs(names_of_columns(tbl)) do said[column] = ("--h%d: %s"):format(column, css_string(name)) end
  return table.concat(said, "; ")
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

local function left_by_default(spec) return { spec[1] == "AlignLeft" and "AlignDefault" or spec[1], spec[2] } end

local html = {
  Inlines = with_stops,
  Meta = function(meta) table_word = pandoc.utils.stringify(meta.table) end,
  Table = function(tbl)
    with_cells(tbl, function(cell, is_head)
      if is_head then cell.attributes.scope = cell.col_span > 1 and "colgroup" or "col" end
      if cell.alignment == "AlignLeft" then cell.alignment = "AlignDefault" end   -- as all stand
      if not is_head and utf8.len(pandoc.utils.stringify(cell.contents)) > LONG_TEXT then cell.classes:insert("long") end
    end)
    name_rows(tbl)
    if tbl.classes:includes("blocks") then mark_results(tbl) end
    local name = pandoc.utils.stringify(tbl.caption.long)
    local classes = { "table-scroll" }
    for _, class in ipairs(tbl.classes) do table.insert(classes, class) end
    -- a list, as the pairs of a Lua table come in no fixed order
    local role = name ~= "" and "region" or "group"
    local region = { { "role", role }, { "tabindex", "0" }, { "aria-label", name ~= "" and name or table_word } }
    if tbl.classes:includes("blocks") then table.insert(region, { "style", said_of_columns(tbl) }) end
    tbl.classes, tbl.colspecs = {}, tbl.colspecs:map(left_by_default)
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

return { { Meta = html.Meta, Inlines = html.Inlines }, signs, { traverse = "topdown", Table = html.Table, Figure = html.Figure, Div = html.Div } }
