// The list of contents is folded where the screen is narrow.
addEventListener("DOMContentLoaded", () => {
  const contents = document.querySelector(".contents details");
  const narrow = matchMedia("(max-width: 60rem)");
  const fold = () => { contents.open = !narrow.matches; };
  fold();
  narrow.addEventListener("change", fold);
});
