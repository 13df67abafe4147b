// A table's rows in the order of a column: a button in each head, reached by mouse, finger and keyboard alike.
// Where a cell reaches over rows, or a row says less than the one above it, the order has a meaning and stays.
(() => {
  const page = document.documentElement;
  const hint = () => (page.lang.startsWith("zh") ? "按此列排序" : "Sort by this column");
  const collator = new Intl.Collator("zh", { numeric: true });   // Chinese names by sound; Latin ones as anywhere
  const NUMBER = /^[^\d−-]{0,2}([-−]?[\d,]*\.?\d+)/;
  const MISSING = ["", "—", "–"];

  const text = (row, column) => row.cells[column].textContent.trim();
  const number = (shown) => {
    const found = NUMBER.exec(shown);
    return found ? Number(found[1].replace(/,/g, "").replace("−", "-")) : NaN;
  };

  // The heads that stand right over the rows, by their column.
  const heads = (table) => {
    const taken = [], found = [], rows = [...table.tHead.rows];
    rows.forEach((row, line) => {
      let column = 0;
      for (const cell of row.cells) {
        while (taken[line]?.[column]) column += 1;
        for (let down = 0; down < cell.rowSpan; down += 1)
          for (let across = 0; across < cell.colSpan; across += 1) (taken[line + down] ??= [])[column + across] = true;
        if (line + cell.rowSpan === rows.length && cell.colSpan === 1) found[column] = cell;
        column += cell.colSpan;
      }
    });
    return found;
  };

  const isFree = (table) => {
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    return table.tHead && table.tBodies.length === 1 && rows.length > 2
      && rows.every((row) => [...row.cells].every((cell) => cell.rowSpan === 1 && cell.colSpan === 1) && text(row, 0));
  };

  const sorted = (rows, column, isUp) => {
    const known = rows.filter((row) => !MISSING.includes(text(row, column)));
    const isNumeric = known.every((row) => !Number.isNaN(number(text(row, column))));
    const order = isNumeric
      ? (one, other) => number(text(one, column)) - number(text(other, column))
      : (one, other) => collator.compare(text(one, column), text(other, column));
    known.sort((one, other) => (isUp ? order(one, other) : order(other, one)));
    return [...known, ...rows.filter((row) => MISSING.includes(text(row, column)))];
  };

  const prepare = (table) => {
    const body = table.tBodies[0], first = [...body.rows];
    const isTotal = (row) => row.cells[0].querySelector("strong");
    const columns = heads(table);
    columns.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = hint();
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { ascending: "descending", descending: "" }[head.getAttribute("aria-sort")] ?? "ascending";
        for (const other of columns) other?.removeAttribute("aria-sort");
        if (next) head.setAttribute("aria-sort", next);
        const rows = first.filter((row) => !isTotal(row));
        body.append(...(next ? [...sorted(rows, column, next === "ascending"), ...first.filter(isTotal)] : first));
      });
    });
  };

  addEventListener("DOMContentLoaded", () => [...document.querySelectorAll("table")].filter(isFree).forEach(prepare));
})();
