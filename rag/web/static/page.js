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
  // 管理: how far a build is, without the page jumping; then the page as the new index makes it.
  const watch = async (build) => {
    while (build.hasAttribute("data-running")) {
      await new Promise((done) => setTimeout(done, 700));
      const text = await fetch(location.href).then((response) => response.text(), () => "");
      const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("#build");
      if (!fresh) continue; // the server was busy; ask again
      if (!fresh.hasAttribute("data-running")) return location.replace(location.pathname + location.search);
      build.replaceChildren(...fresh.childNodes);
    }
  };
  const build = document.querySelector("#build");
  if (build) watch(build);
  // An upload with its progress; fetch tells none.
  const sendWithProgress = (form) => {
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.append(form.dataset.sending, " ", bar);
    bar.setAttribute("aria-label", form.dataset.sending);
    form.append(line);
    form.querySelector("button").disabled = true;
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => (bar.value = event.loaded / event.total));
    request.addEventListener("load", () => {
      const answered = new DOMParser().parseFromString(request.responseText, "text/html");
      document.querySelector("main").replaceWith(answered.querySelector("main"));
      begin();
      const alert = document.querySelector("[role=alert]");
      if (alert) alert.scrollIntoView({ block: "center" });
    });
    request.addEventListener("error", () => form.submit());
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(new FormData(form));
  };
  const begin = () => {
    for (const form of document.querySelectorAll("form[data-sending]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        sendWithProgress(form);
      });
    }
  };
  begin();
})();
