// The reader and the views work without this; it scrolls to the quoted words and copies references.
"use strict";
(() => {
  const toast = document.querySelector(".toast");
  const say = (text) => {
    toast.textContent = text;
    toast.classList.add("shown");
    setTimeout(() => toast.classList.remove("shown"), 1600);
  };
  // Outside a secure context (plain http in an intranet) there is no navigator.clipboard.
  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () =>
      copy(button.dataset.copy).then(() => say(document.body.dataset.copied)));
  }
  const contents = document.querySelector(".contents details");
  if (contents && !matchMedia("(min-width: 960px)").matches) contents.open = false;
  const mark = document.querySelector(".clause mark");
  if (mark) requestAnimationFrame(() => mark.scrollIntoView({ block: "center" }));
  // Filters act at once where a script runs; the button stays for those without.
  for (const select of document.querySelectorAll("form.filters select")) {
    select.addEventListener("change", () => select.form.requestSubmit());
  }
})();
