// One indicator's schools as points on a line, and the counties beside each other. SVG elements only: they can be reached
// by keyboard, heard and printed.
addEventListener("DOMContentLoaded", () => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const choice = Object.fromEntries(["indicator", "stage", "county", "year"].map((id) => [id, document.getElementById(id)]));
  const page = document.documentElement;
  const MOST = 900, LEAST = 300, SIDE = 40;   // a drawing is as wide as its place, so that its words keep their size
  let WIDE = MOST;
  const in_ = (words) => words[page.lang === "zh" ? 0 : 1];
  const shown = (value, decimals = 2) => (value === null || value === undefined ? "—" : value.toFixed(decimals).replace("-", "−"));
  const at = (one) => one?.groups[`${choice.indicator.value}|${choice.stage.value}`];
  const chosen = () => data.counties.find((one) => one.county === choice.county.value && String(one.year) === choice.year.value);

  const draw = (name, attributes, parent, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    parent.append(made);
    return made;
  };
  const canvas = (id, high, label) => {
    const place = document.getElementById(id);
    place.replaceChildren();
    WIDE = Math.max(LEAST, Math.min(MOST, place.clientWidth || MOST));
    return draw("svg", { viewBox: `0 0 ${WIDE} ${high}`, role: "group", "aria-label": label }, place);
  };
  const scale = (values) => {
    const most = Math.max(...values) * 1.05 || 1;
    const step = [1, 2, 5, 10, 20].map((k) => k * 10 ** Math.floor(Math.log10(most / 5))).find((one) => most / one <= WIDE / 110);
    const x = (value) => SIDE + ((WIDE - 2 * SIDE) * value) / most;
    return { x, ticks: Array.from({ length: Math.floor(most / step) + 1 }, (_, k) => k * step), step };
  };
  const axis = (svg, { x, ticks, step }, y, unit) => {
    draw("line", { class: "axis", x1: SIDE, x2: WIDE - SIDE, y1: y, y2: y }, svg);
    const decimals = Math.max(0, -Math.floor(Math.log10(step)));
    for (const tick of ticks) draw("text", { x: x(tick), y: y + 18, "text-anchor": "middle" }, svg, tick.toFixed(decimals));
    if (unit) draw("text", { class: "unit", x: WIDE - SIDE, y: y + 36, "text-anchor": "end" }, svg, in_(unit));
  };
  const limit = (svg, x, value, top, bottom, sign) => {
    if (value === null || value === undefined) return;
    draw("line", { class: "limit", x1: x(value), x2: x(value), y1: top, y2: bottom }, svg);
    draw("text", { class: "limit", x: x(value), y: top - 5, "text-anchor": "middle" }, svg, `${sign} ${value}`);
  };
  const mean = (svg, x, value, anchor) => {
    if (value === null || value === undefined) return;
    draw("line", { class: "mean", x1: x(value), x2: x(value), y1: 40, y2: 200 }, svg);
    draw("text", { x: x(value), y: 35, "text-anchor": anchor }, svg, shown(value));
  };
  const point = (svg, x, y, answer, said) => {
    const mark = answer === "not_met"
      ? draw("path", { class: `point ${answer}`, d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8` }, svg)
      : draw("circle", { class: `point ${answer}`, cx: x, cy: y, r: 4.5 }, svg);
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", said);
    mark.setAttribute("tabindex", "0");
    draw("title", {}, mark, said);
  };

  const schools = () => {
    const group = at(chosen());
    const known = (group?.schools ?? []).filter(([, value]) => value !== null).sort((one, other) => one[1] - other[1]);
    const answers = (wanted) => (group?.schools ?? []).filter(([, , answer]) => answer === wanted).length;
    document.getElementById("said").textContent = Object.entries(data.answers).map(([name, words]) => `${in_(words)} ${answers(name)}`).join(" · ");
    document.getElementById("chosen").textContent = [in_(data.indicators[choice.indicator.value]), ...[choice.stage, choice.county, choice.year].map((one) => one.selectedOptions[0].text), in_(chosen().kind)].join(" · ");
    const svg = canvas("strip", 245, in_(data.indicators[choice.indicator.value]));
    if (known.length) {
      const found = scale([...known.map(([, value]) => value), group.limit ?? 0, group.mean ?? 0]);
      axis(svg, found, 200, data.units[choice.indicator.value]);
      limit(svg, found.x, group.limit, 24, 200, "≥");
      mean(svg, found.x, group.mean, group.mean < group.limit ? "end" : "start");
      known.forEach(([name, value, answer], k) => {
        const y = 55 + ((k * 0.6180339887) % 1) * 125;
        point(svg, found.x(value), y, answer, `${name} ${shown(value)} ${in_(data.answers[answer])}`);
      });
    }
    const body = document.querySelector("#rows tbody");
    const rows = [...known, ...(group?.schools ?? []).filter(([, value]) => value === null)];
    body.replaceChildren(...rows.map(([name, value, answer]) => {
      const row = document.createElement("tr");
      for (const text of [name, shown(value), in_(data.answers[answer])]) row.insertCell().textContent = text;
      return row;
    }));
  };

  const counties = () => {
    const found = data.counties.filter((one) => String(one.year) === choice.year.value && typeof at(one)?.cv === "number");
    document.getElementById("beside").hidden = found.length < 2;
    found.sort((one, other) => at(other).cv - at(one).cv);
    const high = 60 + 18 * found.length;
    const svg = canvas("counties", high + 45, in_(data.indicators[choice.indicator.value]));
    if (!found.length) return;
    const limits = found.map((one) => at(one).cv_limit ?? 0);
    const line = scale([...found.map((one) => at(one).cv), ...limits]);
    const names = Math.min(160, WIDE / 3);
    const x = (value) => names + (line.x(value) - SIDE) * (WIDE - names - SIDE) / (WIDE - 2 * SIDE);
    axis(svg, { ...line, x }, high, data.cv);
    limit(svg, x, at(found[0]).cv_limit, 24, high, "≤");
    found.forEach((one, k) => {
      const { cv, cv_answer: answer } = at(one), y = 40 + 18 * k;
      draw("text", { x: names - 10, y: y + 4, "text-anchor": "end", class: one === chosen() ? "chosen" : "" }, svg, one.county);
      draw("line", { class: "stem", x1: x(0), x2: x(cv), y1: y, y2: y }, svg);
      point(svg, x(cv), y, answer, `${one.county} ${shown(cv, 3)} ${in_(data.answers[answer])}`);
    });
  };

  const fill = (select, options) => {
    const before = select.value;
    select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    if (options.some(([value]) => value === before)) select.value = before;
  };
  const show = () => {
    const unique = (values) => [...new Set(values)];
    fill(choice.county, unique(data.counties.map((one) => one.county)).map((name) => [name, name]));
    fill(choice.year, unique(data.counties.filter((one) => one.county === choice.county.value).map((one) => String(one.year))).sort().reverse().map((year) => [year, year]));
    const groups = Object.keys(chosen().groups).map((key) => key.split("|"));
    fill(choice.indicator, unique(groups.map(([name]) => name)).map((name) => [name, in_(data.short[name])]));
    fill(choice.stage, groups.filter(([name]) => name === choice.indicator.value).map(([, stage]) => [stage, in_(data.stages[stage] ?? [stage, stage])]));
    schools();
    counties();
  };
  for (const select of Object.values(choice)) select.addEventListener("change", show);
  for (const event of ["language", "resize"]) addEventListener(event, show);
  addEventListener("beforeprint", () => { document.querySelector("details").open = true; });   // paper cannot open it
  show();
});
