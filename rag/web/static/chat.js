// Beside the chat: the language of the page, the clause in a side panel, copy, downloads.
"use strict";
(() => {
  const chinese = (navigator.language || "zh").toLowerCase().startsWith("zh");
  const root = document.documentElement;
  root.dataset.ui = chinese ? "zh" : "en";
  root.lang = chinese ? "zh-CN" : "en";
  const word = (zh, en) => (chinese ? zh : en);

  // On a plain http address in an intranet there is no navigator.clipboard.
  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  const download = ({ name, type, data }) => {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  window.policyChat = { download };

  // The bar at the left is open where there is room for it. Gradio offers no call, only its button.
  const side = () => document.querySelector("#side");
  const sideIsOpen = () => side() && side().classList.contains("open");
  const setSide = (open) => {
    if (side() && sideIsOpen() !== open) side().querySelector(".toggle-button").click();
  };
  // Gradio leaves these without a name, or with an English one.
  const name = (selector, text) => {
    for (const found of document.querySelectorAll(selector)) {
      if (found.getAttribute("aria-label") !== text) found.setAttribute("aria-label", text);
    }
  };
  // Gradio's cleaning of messages drops aria and data attributes but keeps the title.
  const describe = (link) => {
    const mark = link.querySelector(".n") ? link.querySelector(".n").textContent : link.textContent;
    const chips = [...link.closest(".answer").querySelectorAll("a.chip")];
    const chip = chips.find((other) => other.querySelector(".n").textContent === mark);
    const label = chip ? chip.textContent.slice(mark.length) : "";
    link.dataset.quote = link.title;
    link.removeAttribute("title");
    link.setAttribute("aria-label", `${word("依据", "Source")} ${mark} ${label}${word("：", ": ")}${link.dataset.quote}`);
  };
  // Gradio's own names say 踩 and 赞, and once pressed "Disliked", "Liked" in every language.
  const VOTES = {
    Like: ["up", false], 赞: ["up", false], Liked: ["up", true],
    Dislike: ["down", false], 踩: ["down", false], Disliked: ["down", true],
  };
  const nameVotes = () => {
    for (const button of document.querySelectorAll("#chat .message-buttons button, #chat .message-buttons-left button")) {
      const known = VOTES[button.getAttribute("aria-label")];
      if (!known) continue;
      const text = known[0] === "up" ? word("有用", "Helpful") : word("没用", "Not helpful");
      button.setAttribute("aria-label", text);
      button.setAttribute("aria-pressed", String(known[1]));
      button.title = text;
    }
  };
  const nameAll = () => {
    nameVotes();
    document.querySelectorAll(".answer a.cite[title], .answer a.chip[title]").forEach(describe);
    name("#ask .submit-button", word("发送", "Send"));
    name("#ask .stop-button", word("停止", "Stop"));
    name("#side .toggle-button", word("侧栏：对话和范围", "Side bar: conversations and scope"));
    name("#chat .scroll-down-button-container button", word("到最下面", "To the end"));
    name(".toast-close", word("关闭", "Close"));
    // A list may only hold list items; these are buttons.
    for (const list of document.querySelectorAll("#chat .examples[role=list]")) {
      list.setAttribute("role", "group");
      list.setAttribute("aria-label", word("示例问题", "Example questions"));
    }
    name("#chat [role=log]", word("对话", "Conversation"));
    if (side()) {
      root.classList.toggle("with-side", sideIsOpen());
      side().querySelector(".sidebar-content").inert = !sideIsOpen();
    }
  };
  // The last question to the top of the talk, so that an answer is read from its beginning; whoever
  // scrolls is let be.
  let last = "";
  let following = false;
  const follow = () => {
    const questions = [...document.querySelectorAll("#chat .question")];
    const now = questions.length ? `${questions.length} ${questions[questions.length - 1].textContent}` : "";
    if (now !== last) following = Boolean((last = now));
    const log = document.querySelector("#chat [role=log]");
    if (!following || !log) return;
    log.scrollTop += questions[questions.length - 1].getBoundingClientRect().top - log.getBoundingClientRect().top - 24;
  };
  for (const kind of ["wheel", "touchmove", "pointerdown"]) {
    document.addEventListener(kind, () => (following = false), { passive: true });
  }
  const moving = ["Tab", "PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"];
  document.addEventListener("keydown", (event) => {
    if (moving.includes(event.key)) following = false;
  });
  let ready = false;
  new MutationObserver(() => {
    if (!ready && side() && document.querySelector("#ask textarea")) {
      ready = true;
      setTimeout(() => {
        setSide(innerWidth >= 1200);
        document.querySelector("#ask textarea").focus();
      }, 50);
    }
    nameAll();
    follow();
  }).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });

  // The side panel: on a wide screen the clause opens beside the answer.
  let panel;
  let opener;
  let sideWasOpen = false;
  const close = () => {
    panel.hidden = true;
    root.classList.remove("with-panel");
    setSide(sideWasOpen);
    if (opener && opener.isConnected) opener.focus();
  };
  const closeOnEscape = (event) => {
    if (event.key === "Escape" && !panel.hidden) close();
  };
  const build = () => {
    panel = document.createElement("aside");
    panel.id = "clause-panel";
    panel.setAttribute("aria-label", word("条款原文", "Clause"));
    const bar = document.createElement("div");
    const tab = document.createElement("a");
    tab.target = "_blank";
    tab.rel = "noopener";
    tab.textContent = word("在新标签页打开", "Open in a new tab");
    const shut = document.createElement("button");
    shut.type = "button";
    shut.textContent = word("关闭", "Close");
    shut.addEventListener("click", close);
    bar.append(tab, shut);
    const frame = document.createElement("iframe");
    frame.title = word("条款原文", "Clause");
    panel.append(bar, frame);
    panel.hidden = true;
    document.body.append(panel);
    document.addEventListener("keydown", closeOnEscape);
  };
  const open = (link) => {
    if (!panel) build();
    if (panel.hidden) sideWasOpen = sideIsOpen();
    if (innerWidth < 1600) setSide(false);
    opener = link;
    const address = new URL(link.href);
    address.searchParams.set("embed", "1");
    address.searchParams.set("lang", chinese ? "zh" : "en");
    panel.querySelector("a").href = link.href;
    // A new frame each time: the same address with another fragment would not load again.
    const frame = panel.querySelector("iframe");
    const fresh = frame.cloneNode();
    fresh.src = address.href;
    // The clause takes the focus when it opens; Escape must work from there too.
    fresh.addEventListener("load", () =>
      fresh.contentWindow.addEventListener("keydown", closeOnEscape));
    frame.replaceWith(fresh);
    panel.hidden = false;
    root.classList.add("with-panel");
    panel.querySelector("button").focus();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".answer a[href^='/documents/']");
    if (link && innerWidth >= 1100 && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link);
      return;
    }
    const save = event.target.closest(".answer button.save");
    if (save) {
      const answers = [...document.querySelectorAll("#chat .answer")];
      const detail = { exchange: answers.indexOf(save.closest(".answer")), kind: save.classList.contains("md") ? "md" : "docx" };
      document.dispatchEvent(new CustomEvent("save-answer", { detail }));
    }
    const button = event.target.closest(".answer button.copy");
    if (button) {
      const before = button.textContent;
      const source = button.closest(".answer").querySelector(".copy-source").cloneNode(true);
      for (const end of source.querySelectorAll("br")) end.replaceWith("\n");
      copy(source.textContent).then(() => {
        button.textContent = word("已复制", "Copied");
        setTimeout(() => (button.textContent = before), 1500);
      });
    }
  });

  // The quote on hover and on keyboard focus, in place of the browser's late tool tip.
  let tip;
  const show = (event) => {
    const link = event.target.closest && event.target.closest(".answer a.cite, .answer a.chip");
    if (!link) return;
    // A tap is hover and focus at once, and opens the clause: nothing would take the quote away again.
    if (event.type === "mouseover" ? !matchMedia("(hover: hover)").matches : !link.matches(":focus-visible")) return;
    if (!link.dataset.quote) return;
    if (!tip) {
      tip = document.createElement("div");
      tip.id = "quote-tip";
      tip.setAttribute("aria-hidden", "true"); // the link's own label already says it
      document.body.append(tip);
    }
    tip.textContent = link.dataset.quote;
    tip.hidden = false;
    const box = link.getBoundingClientRect();
    const width = tip.offsetWidth;
    tip.style.left = Math.max(8, Math.min(box.left, innerWidth - width - 8)) + "px";
    const above = box.top - tip.offsetHeight - 6;
    tip.style.top = (above > 8 ? above : box.bottom + 6) + "px";
  };
  const hide = () => tip && (tip.hidden = true);
  document.addEventListener("mouseover", show);
  document.addEventListener("mouseout", hide);
  document.addEventListener("focusin", show);
  document.addEventListener("focusout", hide);
  document.addEventListener("click", hide);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
})();
