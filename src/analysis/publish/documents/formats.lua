-- What the formats share that finish a document: nothing in them changes a word, a number or an order.

local function own(name) return dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), name }) end
local unbroken, points = own "unbroken.lua", own "points.lua"
local VERDICTS = { met = true, ["not-met"] = true, unjudged = true }

local function verdict_of(classes)
  for _, class in ipairs(classes) do
    if VERDICTS[class] then return class end
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

-- Calls visit(column, cell) for every cell, minding the cells above that reach down into its row.
local function in_columns(rows, visit)
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
local function room(missing, has_no_point)
  if FORMAT == "typst" then
    return pandoc.RawInline("typst", ("#hide[%s%s]"):format(has_no_point and "." or "", ("0"):rep(missing)))
  end
  return pandoc.Str(unbroken.JOINING_SPACE:rep(2 * missing + (has_no_point and 1 or 0)))
end

local function aligned(tbl)
  local bodies, foot, rows = tbl.bodies, tbl.foot, pandoc.List {}
  for _, body in ipairs(bodies) do rows:extend(body.body) end
  rows:extend(foot.rows)
  points.each_filled_up(rows, #tbl.colspecs, function(_, cell, missing, has_no_point)
    cell.contents = cell.contents:walk {
      Plain = function(plain) return pandoc.Plain(plain.content .. { room(missing, has_no_point) }) end,
    }
  end)
  tbl.bodies, tbl.foot = bodies, foot
  return tbl
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

-- Where a head breaks on paper; a screen finds its own place.
local function half(span)
  if span.classes:includes("half") then return FORMAT:match("^html") and {} or pandoc.LineBreak() end
end

local signs = { Inlines = unbroken.Inlines, Str = unbroken.Str, Span = half }

return {
  verdict_of = verdict_of, spread_verdict = spread_verdict, with_cells = with_cells, in_columns = in_columns,
  aligned = aligned, signs = signs,
  is_turn_begin = is_turn_begin, is_turn_end = is_turn_end, is_opening_end = is_opening_end, is_alone = is_alone,
  colophon_after_contents = colophon_after_contents, wrapped = wrapped,
}
