-- How the tables of a numbered document lie on the page, once for all three formats: column widths, small type, which stay
-- whole, which turn the page.

local SLIM_TO, SMALL_TYPE_FROM, TURN_PAGE_FROM = 4, 10, 12   -- columns
local KEPT_WHOLE_TO = 16                         -- lines of a table; a longer one may go on on the next page
-- Signs, a Chinese one for two, that a line of a table takes: in small type, on a turned page.
local LINE_OF_TABLE, LINE_OF_SMALL_TYPE, LINE_OF_TURNED_PAGE = 84, 98, 140

-- what cells need ----------------------------------------------------------------------------

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
  if cell.col_span > 1 then return false end
  if cell.classes:find_if(function(class) return VERDICTS[class] end) then return true end
  return cell.alignment == "AlignRight" and display_width(cell.contents) <= LONGEST_UNBROKEN
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

-- widths -------------------------------------------------------------------------------------

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

-- Room moved from one column to another as long as the rows take fewer lines by it.
local MOVES, MOST_MOVES, FEW_ROWS = { 2, 6, 12 }, 30, 120   -- signs; a longer table is left as it is

local function with_room_moved(rows, widths, least, fewest)
  local function better()
    for _, signs in ipairs(MOVES) do
      for from, width in ipairs(widths) do
        for to = 1, width - signs >= least[from] + 2 and #widths or 0 do
          local tried = table.move(widths, 1, #widths, 1, {})
          tried[from], tried[to] = tried[from] - signs, tried[to] + signs
          local count = lines_of(rows, tried)
          if count < fewest then return tried, count end
        end
      end
    end
  end
  for _ = 1, #rows <= FEW_ROWS and MOST_MOVES or 0 do
    local found, count = better()
    if not found then break end
    widths, fewest = found, count
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
  return best and with_room_moved(rows, best, least, fewest) or with_room_for(asked, widths_of_pieces(tbl), line)
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
  return lines(LINE_OF_SMALL_TYPE) == #rows and lines(LINE_OF_TABLE) > #rows
end

local function lay_out(tbl)
  local format = format_of(#tbl.colspecs)
  local is_broad = sum(widths_from_text(tbl)) > LINE_OF_TABLE or format ~= "turned" and is_saved_by_small_type(tbl)
  local line = format == "turned" and LINE_OF_TURNED_PAGE or is_broad and LINE_OF_SMALL_TYPE or LINE_OF_TABLE
  local widths = set_widths(tbl, line)
  local classes = pandoc.List { format }
  if is_broad then classes:insert("broad") end
  if lines_of(signs_of_rows(tbl), widths) <= KEPT_WHOLE_TO then classes:insert("short") end
  tbl.classes = classes
  return tbl
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

function Pandoc(doc)
  local blocks = doc.blocks:walk { Table = lay_out }
  return pandoc.Pandoc(turn_pages(blocks), doc.meta)
end
