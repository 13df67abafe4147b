-- What HTML needs beyond the shared document.

local function own(name) return dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), name }) end
local of_all, width_of = own "formats.lua", own("signs.lua").width_of
local with_cells, in_columns, signs, is_turn_begin =
  of_all.with_cells, of_all.in_columns, of_all.signs, of_all.is_turn_begin
local is_turn_end, is_opening_end, is_alone =
  of_all.is_turn_end, of_all.is_opening_end, of_all.is_alone

local COUNTERS = { ["序号"] = true, ["No."] = true }

local function is_blank(cell) return pandoc.utils.stringify(cell.contents) == "" end

local function is_bold(cell)
  local found = false
  cell.contents:walk { Strong = function() found = true end }
  return found
end

-- Where a name is said once for the rows below it, each of them says it again: unseen, but where each row is a block.
-- A heading across the table and a total at its end are of none of them.
local function say_names_again(tbl)
  local bodies = tbl.bodies
  for _, body in ipairs(bodies) do
    local name = nil
    for at, row in ipairs(body.body) do
      local filled = row.cells:filter(function(cell) return not is_blank(cell) end)
      local stands_alone = filled[1] and is_bold(filled[1]) and (#filled == 1 or at == #body.body)
      local first = row.cells[1]
      if stands_alone or #row.cells < #tbl.colspecs then
        name = nil
      elseif not is_blank(first) then
        name = pandoc.utils.blocks_to_inlines(first.contents)
      elseif name then
        first.contents = { pandoc.Plain { pandoc.Span(name, { class = "again" }) } }
      end
    end
  end
  tbl.bodies = bodies
end

-- How many columns name the rows, counters aside: the fewest of the first ones, as far as they hold words, that tell most
-- rows apart.
local MOST_HEADS = 3

local function count_told_apart(rows, from, to)
  local seen, count = {}, 0
  for _, row in ipairs(rows) do
    local texts = {}
    for column = from, math.min(to, #row.cells) do texts[#texts + 1] = pandoc.utils.stringify(row.cells[column].contents) end
    local name = table.concat(texts, "\n")
    if not seen[name] then seen[name], count = true, count + 1 end
  end
  return count
end

local function holds_answers(rows, column)
  return rows:find_if(function(row) return row.cells[column] and of_all.verdict_of(row.cells[column].classes) end)
end

local function columns_of_names(tbl, rows)
  local heads = tbl.head.rows[1]
  local first = heads and heads.cells[1]
  local least = first and COUNTERS[pandoc.utils.stringify(first.contents)] and 2 or 1
  local best, most = least, count_told_apart(rows, least, least)
  for columns = least + 1, math.min(MOST_HEADS, #tbl.colspecs - 1) do
    if tbl.colspecs[columns][1] == "AlignRight" or holds_answers(rows, columns) then break end
    local told = count_told_apart(rows, least, columns)
    if told > most then best, most = columns, told end
  end
  return best
end

-- What names a row is its head, which a screen reader says with each cell.
local function name_rows(tbl)
  local rows, bodies = pandoc.List {}, tbl.bodies
  for _, body in ipairs(bodies) do rows:extend(body.body) end
  local columns, has_head = columns_of_names(tbl, rows), #tbl.head.rows > 0
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

-- The result of a row stands in the column of answers, if the table has one: figures with a mark stand on the right of theirs.
local function mark_results(tbl)
  local bodies, found = tbl.bodies, {}
  local function answers(visit)
    for _, body in ipairs(bodies) do
      in_columns(body.body, function(column, cell)
        if of_all.verdict_of(cell.classes) and cell.alignment ~= "AlignRight" then visit(column, cell) end
      end)
    end
  end
  answers(function(column) found[column] = true end)
  local column = next(found)
  if not column or next(found, column) then return end
  answers(function(_, cell) cell.classes:insert("result") end)
  for _, body in ipairs(bodies) do
    for _, row in ipairs(body.body) do
      if row.cells:find_if(function(cell) return cell.classes:includes("result") end) then row.attr.classes:insert("judged") end
    end
  end
  tbl.bodies = bodies
end

local table_word = "Table"   -- in the document's language
local LONG_TEXT = 16          -- signs, a Chinese one for two: more take a second line of a third of a phone, and get a whole one

local BRIEF_TEXT = 12         -- as "not judged", which stands on one line where there is room for it

-- What stands over each column, a group before its parts: "group · part". What two columns are called has the column before it
-- in front, which it is about: "now", "answer", "with the plan", "answer".
local function names_of_columns(tbl)
  local names = {}
  in_columns(tbl.head.rows, function(column, cell)
    local name = pandoc.utils.stringify(cell.contents)
    for covered = column, column + cell.col_span - 1 do
      names[covered] = names[covered] and names[covered] .. " · " .. name or name
    end
  end)
  local times, said = {}, {}
  for _, name in ipairs(names) do times[name] = (times[name] or 0) + 1 end
  for column, name in ipairs(names) do said[column] = column > 1 and times[name] > 1 and names[column - 1] .. " · " .. name or name end
  return said
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
      local signs = is_head and 0 or width_of(pandoc.utils.stringify(cell.contents))
      if signs > LONG_TEXT then cell.classes:insert("long") end
      if signs > 0 and signs <= BRIEF_TEXT and not cell.classes:includes("whole") then cell.classes:insert("brief") end
    end)
    say_names_again(tbl)
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
