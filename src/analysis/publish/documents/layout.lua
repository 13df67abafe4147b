-- How the tables of a numbered document lie on the page, once for all three formats: column widths, small type, which stay
-- whole, which turn the page.

local SLIM_TO, SMALL_TYPE_FROM, TURN_PAGE_FROM = 4, 10, 12   -- columns
local KEPT_WHOLE_TO = 16                         -- lines of a table; a longer one may go on on the next page
-- Signs, a Chinese one for two, that a line of a table takes: by the type of its cells; what stands free between two cells;
-- and a figure. In Chinese those of Word, which are larger than those of a PDF.
local LINES = {
  zh = { usual = 84, broad = 98, dense = 98, turned = 140, gap = 1.6, figure = 1 },
  en = { usual = 101, broad = 114, dense = 121, turned = 176, gap = 2, figure = 0.94 },
}
local ON_A_PHONE = { zh = 52, en = 46 }
local line_of, phone = LINES.zh, ON_A_PHONE.zh   -- of the document's language
local LINES_OF_TEXT = 5   -- there, before a table of several columns is shown otherwise
local NARROW = 14         -- signs of a column in which a text takes two lines at most

-- what cells need ----------------------------------------------------------------------------

local function own(name) return dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), name }) end
local each_cell, each_filled_up = own("formats.lua").in_columns, own("points.lua").each_filled_up
local signs_of = own "signs.lua"
local width_of, display_width, is_chinese, best_break = signs_of.width_of, signs_of.display_width, signs_of.is_chinese, signs_of.best_break
local WHOLE_HEAD = 8   -- signs: four Chinese ones stand on one line

local function body_rows(tbl)
  local rows = pandoc.List {}
  for _, body in ipairs(tbl.bodies) do
    rows:extend(body.head)
    rows:extend(body.body)
  end
  rows:extend(tbl.foot.rows)
  return rows
end

local VERDICTS = { met = true, ["not-met"] = true, unjudged = true }
local LONGEST_UNBROKEN = 14   -- signs

local function is_verdict(cell) return cell.classes:find_if(function(class) return VERDICTS[class] end) end

local function is_of_one_piece(cell)
  if cell.col_span > 1 then return false end
  return is_verdict(cell) or cell.alignment == "AlignRight" and display_width(cell.contents) <= LONGEST_UNBROKEN
end

-- How many signs a column takes of which no cell may break: numbers, whose points stand below each other, with their units;
-- verdicts.
local function widths_of_pieces(tbl)
  local needed = {}
  local function need(column, signs) needed[column] = math.max(needed[column] or 0, signs + line_of.gap) end
  local rows = body_rows(tbl)
  each_cell(rows, function(column, cell)
    local is_number = cell.alignment == "AlignRight" and pandoc.utils.stringify(cell.contents):match("^[%d,]+%.?%d*$")
    if is_number or is_of_one_piece(cell) then need(column, display_width(cell.contents)) end
  end)
  each_filled_up(rows, #tbl.colspecs, function(column, cell, missing, has_no_point)
    need(column, display_width(cell.contents) + missing * line_of.figure + (has_no_point and width_of(".") or 0))
  end)
  return needed
end

-- widths -------------------------------------------------------------------------------------

-- Relative widths from the longest text of each column, so that the three formats agree on them.
local function widths_from_text(tbl)
  local widths = {}
  for column = 1, #tbl.colspecs do widths[column] = 4 end
  local function widen(lines, most)
    return function(column, cell)
      if cell.col_span > 1 then return end
      local width = math.min(math.ceil(display_width(cell.contents) / lines), most)
      widths[column] = math.max(widths[column], width + line_of.gap)
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

-- A word that may break where the line is short, as that of a file; longer ones break anyway (pdf.lua).
local LONGEST_WORD = 24   -- signs

local function longest_word(blocks, are_kept)
  local longest = 0
  for word in pandoc.utils.stringify(blocks):gmatch("[%w%p]+") do
    longest = math.max(longest, are_kept and #word <= LONGEST_WORD and width_of(word) or math.min(width_of(word), LONGEST_UNBROKEN))
  end
  return longest
end

-- What a head takes of a line, and the least it takes: a short one stands whole, a longer one on two lines.
local SHORT_HEAD, SHORT_CELL = 6, 8

local function needs_of_head(cell, whole_to)
  local text, word = pandoc.utils.stringify(cell.contents), longest_word(cell.contents, whole_to > SHORT_HEAD) * signs_of.OF_HEADS
  if is_chinese(text) then
    local signs, longer = width_of(text), select(2, best_break(text))
    local least = signs <= WHOLE_HEAD and signs or longer
    return least, math.max(signs <= whole_to and least or 0, word)
  end
  local signs = width_of(text) * signs_of.OF_HEADS
  return signs / 2, math.max(signs <= SHORT_HEAD and signs or 0, word)
end

local function needs_of_cell(cell, whole_to)
  local signs = display_width(cell.contents)
  return signs, math.max(math.min(signs, SHORT_CELL), longest_word(cell.contents, whole_to > SHORT_HEAD))
end

-- The longest cell of each column, and the least it takes: no word, nothing of one piece, no short heading breaks.
local function longest_and_least(tbl, whole_to)
  local longest, least = {}, {}
  for column = 1, #tbl.colspecs do longest[column], least[column] = 0, 3 end
  local function measure(needs)
    return function(column, cell)
      if cell.col_span > 1 then return end
      local most, fewest = needs(cell, whole_to)
      longest[column], least[column] = math.max(longest[column], most), math.max(least[column], fewest)
    end
  end
  each_cell(tbl.head.rows, measure(needs_of_head))
  each_cell(body_rows(tbl), measure(needs_of_cell))
  for column, needed in pairs(widths_of_pieces(tbl)) do least[column] = math.max(least[column], needed - line_of.gap) end
  return longest, least
end

-- What each column needs where no cell takes more of a line than `cap` signs by itself.
local function widths_needed(longest, least, cap)
  local widths = {}
  for column = 1, #least do widths[column] = math.max(least[column], math.min(longest[column], cap)) + line_of.gap end
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

-- About how many lines some rows take; and what they cost, where a name that breaks is a fault even if its row is high, and
-- so is a sign that stands alone on a line.
local ROUNDING = 0.01
local LONGEST_NAME, BROKEN_NAME = 24, 0.25   -- signs, lines
local LONE, LONE_SIGN = 2.5, 0.5

local function lines_and_cost(rows, widths)
  local lines, cost = 0, 0
  for _, signs in ipairs(rows) do
    local most = 1
    for column, width in pairs(signs) do
      local room = math.max(widths[column] - line_of.gap, 1)
      local of_cell = math.ceil(width / room - ROUNDING)
      most = math.max(most, of_cell)
      if width <= LONGEST_NAME then cost = cost + BROKEN_NAME * (of_cell - 1) end
      if of_cell > 1 and width - (of_cell - 1) * room <= LONE then cost = cost + LONE_SIGN end
    end
    lines = lines + most
  end
  return lines, lines + cost
end

local function lines_of(rows, widths) return (lines_and_cost(rows, widths)) end
local function cost_of(rows, widths) return select(2, lines_and_cost(rows, widths)) end

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

-- Room moved from one column to another, or from all the others to one whose longest cell it makes whole, as long as the
-- rows cost less by it.
local MOVES, MOST_MOVES, FEW_ROWS = { 2, 6, 12 }, 30, 120   -- signs; a longer table is left as it is

local function moves(widths, longest, least, line)
  return coroutine.wrap(function()
    for to = 1, #widths do
      local needed = {}
      for column, signs in ipairs(least) do needed[column] = (column == to and math.max(longest[to], signs) or signs) + line_of.gap end
      if sum(needed) <= line then coroutine.yield(with_room_for(widths, needed, line)) end
    end
    for _, signs in ipairs(MOVES) do
      for from, width in ipairs(widths) do
        for to = 1, width - signs >= least[from] + line_of.gap and #widths or 0 do
          local tried = table.move(widths, 1, #widths, 1, {})
          tried[from], tried[to] = tried[from] - signs, tried[to] + signs
          coroutine.yield(tried)
        end
      end
    end
  end)
end

local function with_room_moved(rows, widths, longest, least, least_cost, line)
  local function better()
    for tried in moves(widths, longest, least, line) do
      local cost = cost_of(rows, tried)
      if cost < least_cost then return tried, cost end
    end
  end
  for _ = 1, #rows <= FEW_ROWS and MOST_MOVES or 0 do
    local found, cost = better()
    if not found then break end
    widths, least_cost = found, cost
  end
  return widths, least_cost
end

-- Of the widths that break no word, nothing of one piece and no short heading, those in which the rows cost
-- least: near the shares asked for, or near the square roots of the longest texts.
local function cheapest_widths(tbl, asked, line, whole_to)
  local longest, least = longest_and_least(tbl, whole_to)
  local rows, best, least_cost, roots = signs_of_rows(tbl), nil, nil, {}
  for column, signs in ipairs(longest) do roots[column] = math.sqrt(math.max(signs, 1)) end
  for _, shares in ipairs { asked, roots } do
    for cap = line, 0, -4 do
      local needed = widths_needed(longest, least, cap)
      if sum(needed) <= line then
        local tried = with_room_for(shares, needed, line)
        local cost = cost_of(rows, tried)
        if not least_cost or cost < least_cost then best, least_cost = tried, cost end
      end
    end
  end
  if best then return with_room_moved(rows, best, longest, least, least_cost, line) end
end

-- Chinese heads of any length stand on two lines at most, or only those of four signs on one, where the rows pay for that; only
-- shorter ones, where the line has too little room; else only what is of one piece stays whole.
local MORE_LINES_IN_HEAD = 4   -- what they cost, in lines

local function best_widths(tbl, asked, line)
  local all, cost_of_all = cheapest_widths(tbl, asked, line, math.huge)
  local short, cost_of_short = cheapest_widths(tbl, asked, line, WHOLE_HEAD)
  if all and cost_of_all <= cost_of_short + MORE_LINES_IN_HEAD then return all end
  return short or cheapest_widths(tbl, asked, line, SHORT_HEAD) or with_room_for(asked, widths_of_pieces(tbl), line)
end

-- Marks where a Chinese head too long for its column breaks, for what is set on paper; three lines find their own places.
local function with_breaks(tbl, widths)
  local head = tbl.head
  each_cell(head.rows, function(column, cell)
    local text = pandoc.utils.stringify(cell.contents)
    local at, longer = best_break(text)
    local room = widths[column] - line_of.gap + ROUNDING
    local is_plain = #cell.contents == 1 and cell.contents[1].content:find_if(function(one) return one.t ~= "Str" and one.t ~= "Space" end) == nil
    local is_halved = at and is_chinese(text) and width_of(text) > room and longer <= room
    if is_halved and is_plain and cell.col_span == 1 then
      local mark = pandoc.Span({}, { class = "half" })
      cell.contents = { pandoc.Plain { pandoc.Str(text:sub(1, at - 1)), mark, pandoc.Str(text:sub(at)) } }
    end
  end)
  tbl.head = head
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
  with_breaks(tbl, widths)
  return widths
end

-- tables and pages ---------------------------------------------------------------------------

local function format_of(columns)
  if columns >= TURN_PAGE_FROM then return "turned" end
  if columns >= SMALL_TYPE_FROM then return "dense" end
  return columns <= SLIM_TO and "slim" or "regular"
end

-- In small type each row of it takes one line, and in the usual one some take more: a list of digests. Short tables keep
-- the usual type, as several of one kind stand below each other.
local LONG_LIST = 20   -- rows

local function is_saved_by_small_type(tbl)
  local rows = signs_of_rows(tbl)
  if #rows < LONG_LIST then return false end
  local function lines(line) return lines_of(rows, best_widths(tbl, widths_from_text(tbl), line)) end
  return lines(line_of.broad) == #rows and lines(line_of.usual) > #rows
end

local function is_broken_on_a_phone(tbl, widths)
  local is_list = #widths == 2   -- names, and what is told of each
  return signs_of_rows(tbl):find_if(function(row)
    for column, signs in pairs(row) do
      local room = widths[column] - line_of.gap
      local is_short = signs <= LONGEST_NAME or room < NARROW and not is_list
      if math.ceil(signs / room - ROUNDING) > (is_short and 2 or is_list and math.huge or LINES_OF_TEXT) then return true end
    end
  end)
end

-- On a phone every row of such a table is a block of its own: beside each other its cells do not fit there, or break into
-- too many lines. Where a cell reaches over several rows, only its place tells what it belongs to: such a table stays one.
local function is_read_as_blocks(tbl)
  local reaches = false
  each_cell(body_rows(tbl), function(_, cell) reaches = reaches or cell.row_span > 1 or cell.col_span > 1 end)
  if reaches or #tbl.head.rows == 0 then return false end
  local widths = cheapest_widths(tbl, widths_from_text(tbl), phone, SHORT_HEAD)
  return not widths or is_broken_on_a_phone(tbl, widths)
end

-- What stands on one line, and would not by itself. Verdicts say so of themselves.
local function mark_pieces(tbl)
  local bodies = tbl.bodies
  each_cell(body_rows { bodies = bodies, foot = tbl.foot }, function(_, cell)
    local may_break = not is_verdict(cell) and not pandoc.utils.stringify(cell.contents):match("^[%w,.+%%]*$")
    if may_break and (is_of_one_piece(cell) or display_width(cell.contents) <= SHORT_CELL) then cell.classes:insert("whole") end
  end)
  tbl.bodies = bodies
end

local function lay_out(tbl)
  local format = format_of(#tbl.colspecs)
  local is_broad = sum(widths_from_text(tbl)) > line_of.usual or format ~= "turned" and is_saved_by_small_type(tbl)
  local line = line_of[format] or is_broad and line_of.broad or line_of.usual
  local widths = set_widths(tbl, line)
  local classes = pandoc.List { format }
  if is_broad then classes:insert("broad") end
  if lines_of(signs_of_rows(tbl), widths) <= KEPT_WHOLE_TO then classes:insert("short") end
  if is_read_as_blocks(tbl) then classes:insert("blocks") end
  mark_pieces(tbl)
  tbl.classes = classes
  return tbl
end

local function is_turned(block) return block and block.t == "Table" and block.classes:includes("turned") end
local function is_note(block) return block and block.t == "Div" and block.classes:includes("note") end

-- Where a turned page begins: at the headings just above its table, with what its section says before it.
local function begin_of_turn(blocks)
  local start = #blocks
  while start > 0 and blocks[start].t == "Para" do start = start - 1 end
  if start == 0 or blocks[start].t ~= "Header" then return #blocks + 1 end
  while start > 0 and blocks[start].t == "Header" do start = start - 1 end
  return start + 1
end

-- A turned page takes its section's first words and the notes just below its table along.
local function turn_pages(blocks)
  local out = pandoc.Blocks {}
  local function mark(class, at) out:insert(at or #out + 1, pandoc.Div({}, { class = class })) end
  local turned = false
  for i, block in ipairs(blocks) do
    if is_turned(block) and not turned then
      mark("turn-begin", begin_of_turn(out))
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

function Pandoc(doc)
  local lang = pandoc.utils.stringify(doc.meta["document-language"])
  line_of, phone = LINES[lang], ON_A_PHONE[lang]
  signs_of.set_figure(line_of.figure)
  local blocks = doc.blocks:walk { Table = lay_out }
  return pandoc.Pandoc(turn_pages(blocks), doc.meta)
end
