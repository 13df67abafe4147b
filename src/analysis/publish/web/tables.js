// A table's rows in the order of a column: a button in each head, reached by mouse, finger and keyboard alike.
// Where a cell reaches over rows, or a row says less than the one above it, the order has a meaning and stays.
(() => {
  const page = document.documentElement;
  const isChinese = () => page.lang.startsWith("zh");
  const hint = () => (isChinese() ? "按此列排序" : "Sort by this column");
  const collator = new Intl.Collator("zh", { numeric: true });   // Chinese names by sound; Latin ones as anywhere
  const NUMBER = /^[^\d−-]{0,2}([-−]?[\d,]*\.?\d+)/;
  const MISSING = ["", "—", "–"];

  const text = (row, column) => row.cells[column].textContent.trim();
  const number = (shown) => {
    const found = NUMBER.exec(shown);
    return found ? Number(found[1].replace(/,/g, "").replace("−", "-")) : NaN;
  };

  // The heads line by line, each in all the columns it reaches over.
  const headLines = (table) => {
    const lines = [];
    [...table.tHead.rows].forEach((row, line) => {
      let column = 0;
      for (const cell of row.cells) {
        while (lines[line]?.[column]) column += 1;
        for (let down = 0; down < cell.rowSpan; down += 1)
          for (let across = 0; across < cell.colSpan; across += 1) (lines[line + down] ??= [])[column + across] = cell;
        column += cell.colSpan;
      }
    });
    return lines;
  };
  const called = (lines, column) => [...new Set(lines.map((line) => line[column].textContent.trim()))].join(" · ");

  const isFree = (table) => {
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    return table.tHead && table.tBodies.length === 1 && rows.length > 2
      && rows.every((row) => [...row.cells].every((cell) => cell.rowSpan === 1 && cell.colSpan === 1)
        && text(row, 0) && !row.cells[0].querySelector(".again"));
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

  // Where each row is a block, no head stands over the values: the order is chosen from a list.
  const chooser = (lines, order) => {
    const choice = document.createElement("select");
    choice.className = "order";
    choice.setAttribute("aria-label", isChinese() ? "排序" : "Order of the rows");
    choice.add(new Option(isChinese() ? "按原有顺序" : "In the given order", " "));
    lines.at(-1).forEach((_, column) => {
      choice.add(new Option(`${called(lines, column)} ↑`, `${column} ascending`));
      choice.add(new Option(`${called(lines, column)} ↓`, `${column} descending`));
    });
    choice.addEventListener("change", () => order(...choice.value.split(" ")));
    return choice;
  };

  const prepare = (table) => {
    const body = table.tBodies[0], first = [...body.rows], lines = headLines(table);
    const columns = lines.at(-1).map((head) => (head.colSpan === 1 ? head : null));
    const isTotal = (row) => row.cells[0].querySelector("strong");
    const order = (column, direction) => {
      for (const other of columns) other?.removeAttribute("aria-sort");
      if (direction) columns[column]?.setAttribute("aria-sort", direction);
      const rows = first.filter((row) => !isTotal(row));
      body.append(...(direction ? [...sorted(rows, column, direction === "ascending"), ...first.filter(isTotal)] : first));
    };
    if (table.closest(".blocks")) table.before(chooser(lines, order));
    columns.forEach((head, column) => {
      if (!head) return;
      const button = document.createElement("button");
      button.type = "button";
      button.title = hint();
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        order(column, { ascending: "descending", descending: "" }[head.getAttribute("aria-sort")] ?? "ascending");
      });
    });
  };

  // A browser may forget what a table is when its rows are shown as blocks.
  const ROLES = { "thead, tbody": "rowgroup", tr: "row", td: "cell", "thead th": "columnheader", "tbody th": "rowheader" };
  const keepRoles = (table) => {
    table.setAttribute("role", "table");
    for (const [marks, role] of Object.entries(ROLES))
      for (const one of table.querySelectorAll(marks)) one.setAttribute("role", role);
  };

  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".blocks table").forEach(keepRoles);
    [...document.querySelectorAll("table")].filter(isFree).forEach(prepare);
  });
})();
