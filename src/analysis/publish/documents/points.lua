-- Which numbers of a column stand with their points below each other, and how far a number is filled up for that.

-- How far, in signs, the longest number of a column may be moved from the edge. Further apart are only numbers of unlike units,
-- as 7,253,100 yuan below 0.9 of a teacher: filled up, the first would hang far from its column's edge.
local MOST_ADDED = 1

local function decimals(text) return #(text:match("%.(%d+)$") or "") end

-- A number alone, or the one behind its limit or its mark: "≥ 0.9", "× 0.677".
local function number_of(text) return text:gsub("[≥≤−×✓%s]", ""):match("^[%d,]*%.?%d+$") end

local function each_number(rows, columns, visit)
  for _, row in ipairs(rows) do
    for column, cell in ipairs(#row.cells == columns and row.cells or {}) do
      local number = number_of(pandoc.utils.stringify(cell.contents))
      if cell.alignment == "AlignRight" and number then visit(column, cell, number) end
    end
  end
end

-- How many decimals the numbers of each column are filled up to; none where they stand as they are.
local function decimals_of_columns(rows, columns)
  local longest, whole, most = {}, {}, {}
  each_number(rows, columns, function(column, _, number)
    local signs, part = #number, decimals(number)
    longest[column] = math.max(longest[column] or 0, signs)
    whole[column] = math.max(whole[column] or 0, part > 0 and signs - part - 1 or signs)
    most[column] = math.max(most[column] or 0, part)
  end)
  for column, part in pairs(most) do
    if whole[column] + 1 + part > longest[column] + MOST_ADDED then most[column] = 0 end
  end
  return most
end

-- Calls visit(column, cell, missing, has_no_point) for every number that is filled up, with the decimals it lacks.
local function each_filled_up(rows, columns, visit)
  local most = decimals_of_columns(rows, columns)
  each_number(rows, columns, function(column, cell, number)
    local missing = most[column] - decimals(number)
    if missing > 0 then visit(column, cell, missing, missing == most[column]) end
  end)
end

return { each_filled_up = each_filled_up }
