// Every text stands on the page in both languages; one is shown, and a button shows the other.
addEventListener("DOMContentLoaded", () => {
  const page = document.documentElement, button = document.getElementById("language");
  const show = (lang) => {
    page.dataset.shown = page.lang = lang;
    button.textContent = lang === "zh" ? "English" : "中文";
    button.lang = "";
    for (const option of document.querySelectorAll("option[data-zh]")) option.textContent = option.dataset[lang];
    dispatchEvent(new CustomEvent("language"));
  };
  button.addEventListener("click", () => show(page.lang === "zh" ? "en" : "zh"));
  button.hidden = false;
  show(navigator.language.startsWith("zh") ? "zh" : "en");
});
