// Rows that hold every word and have the result asked for; how many is said.
addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("controls"), count = document.getElementById("count");
  const words = document.getElementById("words"), answer = document.getElementById("answer");
  const rows = [...document.querySelectorAll("#entries tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
  const look = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const [row, text] of rows) {
      const isShown = wanted.every((word) => text.includes(word)) && (!answer.value || row.dataset.answer === answer.value);
      row.hidden = !isShown;
      found += isShown;
    }
    count.textContent = `${found} / ${rows.length}`;
    document.getElementById("none").hidden = found > 0;
  };
  form.hidden = false;
  form.addEventListener("input", look);
  form.addEventListener("submit", (event) => event.preventDefault());
  look();
});
