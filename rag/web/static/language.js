// The language chosen by the switch is kept in a cookie, which the server reads too. Loaded before
// Gradio's own script: that one asks the browser which words to show.
"use strict";
(() => {
  const kept = /(?:^|; )rag_lang=(zh|en)(?:;|$)/.exec(document.cookie);
  if (kept) {
    const tag = kept[1] === "zh" ? "zh-CN" : "en";
    Object.defineProperty(navigator, "language", { get: () => tag });
    Object.defineProperty(navigator, "languages", { get: () => [tag] });
  }
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("a.switch[data-language]");
    if (!chosen) return;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `rag_lang=${chosen.dataset.language}; path=/; max-age=31536000; samesite=lax${secure}`;
  });
})();
