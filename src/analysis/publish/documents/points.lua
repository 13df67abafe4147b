-- Which numbers of a column stand with their points below each other, and how far a number is filled up for that.

-- How far, in signs, the longest number of a column may be moved from the edge. Further apart are only numbers of unlike units,
-- as 7,253,100 yuan below 0.9 of a teacher: filled up, the first would hang far from its column's edge.
local MOST_ADDED = 1

local function decimals(text) return #(text:match("%.(%d+)$") or "") end

-- A number alone, or with its limit or its mark in front: "≥ 0.9", "× 0.677".
local function is_number(text) return text:gsub("[≥≤−×✓%s]", ""):match("^[%d,]*%.?%d+$") end

local function each_number(rows, columns, visit)
  for _, row in ipairs(rows) do
    for column, cell in ipairs(#row.cells == columns and row.cells or {}) do
      local text = pandoc.utils.stringify(cell.contents)
      if cell.alignment == "AlignRight" and is_number(text) then visit(column, cell, text) end
    end
  end
end

-- How many decimals the numbers of each column are filled up to; none where they stand as they are.
local function decimals_of_columns(rows, columns)
  local longest, whole, most = {}, {}, {}
  each_number(rows, columns, function(column, _, text)
    local signs, part = utf8.len(text), decimals(text)
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
  each_number(rows, columns, function(column, cell, text)
    local missing = most[column] - decimals(text)
    if missing > 0 then visit(column, cell, missing, missing == most[column]) end
  end)
end

return { each_filled_up = each_filled_up }
