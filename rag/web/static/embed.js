// One script tag puts the questions and answers into a portal:
//   <script src="https://HOST/embed.js" defer data-mode="bubble"></script>
// or, where the panel is to stand in the page:
//   <policy-chat server="https://HOST" mode="inline"></policy-chat>
// Nothing of the portal is read, no key is held, nothing is kept after the page is left.
// Colours and sizes: --policy-chat-accent, -on-accent, -back, -raised, -text, -quiet, -line, -link,
// -width, -height, -radius, -font on the element or anything around it.
"use strict";
(() => {
  if (customElements.get("policy-chat")) return;
  const script = document.currentScript;
  const home = new URL(script && script.src ? script.src : location.href).origin;

  const WORDS = {
    zh: {
      title: "政策文件问答", open: "打开政策文件问答", close: "关闭", ask: "请输入问题", send: "发送",
      hello: "回答只来自所载文件，每句话都注明条款。", thinking: "正在查找条款…", sources: "依据",
      missing: "缺少的内容", nearest: "最接近的条款", understood: "理解为", question: "问题", log: "对话",
      verified: "已核对", partly_verified: "部分核对", unsupported: "未能核对", refused: "文件未规定",
      error: "无法受理", up: "有用", down: "没用", thanks: "已记录，谢谢。", copy: "复制（含出处）",
      copied: "已复制", comment: "补充说明（可不填）", sendComment: "提交反馈", all: "查看全部条款", failed: "没有连上问答服务，请稍后再试。", again: "新对话", digest: "摘编",
      partial: "只答出一部分", source: "依据", tab: "在新标签页打开", stop: "停止", stopped: "已停止。",
      faults: {
        quote_not_found: "引文不符", figure_mismatch: "数字不符", label_mismatch: "条号不符", superseded: "已失效",
        weak_support: "依据不足",
      },
      reasons: {
        not_in_documents: "现有文件没有规定", document_not_covered: "所问的文件或地区未收录", off_topic: "与所载文件无关",
        too_vague: "问题不够具体", not_allowed: "不能回答", advice_out_of_scope: "超出文件范围的建议",
      },
    },
    en: {
      title: "Policy answers", open: "Open policy answers", close: "Close", ask: "Ask about the documents",
      send: "Send", hello: "Answers come from the loaded documents only, each sentence with its clause.",
      thinking: "Looking for clauses…", sources: "Sources", missing: "What is missing",
      nearest: "Nearest clauses", understood: "Understood as", question: "Question", log: "Conversation",
      verified: "Verified", partly_verified: "Partly verified", unsupported: "Not verified",
      refused: "Not in the documents", error: "Cannot be taken", up: "Helpful", down: "Not helpful",
      thanks: "Recorded, thank you.", copy: "Copy with references", copied: "Copied",
      comment: "Comment (optional)", sendComment: "Send feedback", all: "See the whole list",
      failed: "The service could not be reached; try again later.", again: "New conversation",
      partial: "Answered in part", digest: "Digest", source: "Source", tab: "opens in a new tab", stop: "Stop", stopped: "Stopped.",
      faults: {
        quote_not_found: "quote not found", figure_mismatch: "figure differs", label_mismatch: "label differs",
        superseded: "no longer in force", weak_support: "weak support",
      },
      reasons: {
        not_in_documents: "The documents do not say", document_not_covered: "That document or region is not loaded",
        off_topic: "Not about these documents", too_vague: "The question is too vague",
        not_allowed: "Cannot be answered", advice_out_of_scope: "Advice beyond the documents",
      },
    },
  };

  const STYLE = `
:host { --accent: var(--policy-chat-accent, #1d5fa8); --on-accent: var(--policy-chat-on-accent, #fff);
  --back: var(--policy-chat-back, #fff); --raised: var(--policy-chat-raised, #f1f4f8);
  --text: var(--policy-chat-text, #1b2430); --quiet: var(--policy-chat-quiet, #536072);
  --line: var(--policy-chat-line, #d5dce5); --link: var(--policy-chat-link, #1a5aa3);
  --ok: #17692f; --half: #7d4e00; --bad: #ad1f1f; color-scheme: light; display: block;
  font: 15px/1.65 var(--policy-chat-font, system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif); }
:host([data-dark]) { --accent: var(--policy-chat-accent, #8bbcf2); --on-accent: var(--policy-chat-on-accent, #0d1a29);
  --back: var(--policy-chat-back, #12161c); --raised: var(--policy-chat-raised, #1f2731);
  --text: var(--policy-chat-text, #e5eaf1); --quiet: var(--policy-chat-quiet, #a3b0c0);
  --line: var(--policy-chat-line, #3a4552); --link: var(--policy-chat-link, #8bbcf2);
  --ok: #7fd69a; --half: #f3c262; --bad: #ff9c94; color-scheme: dark; }
:host([hidden]) { display: none; }
*, *::before { box-sizing: border-box; }
[hidden] { display: none !important; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.bubble { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; width: 58px; height: 58px; border: 0;
  border-radius: 50%; background: var(--accent); color: var(--on-accent); box-shadow: 0 4px 16px #0005; }
.bubble svg { width: 28px; height: 28px; }
.panel { display: flex; flex-direction: column; background: var(--back); color: var(--text);
  border: 1px solid var(--line); border-radius: var(--policy-chat-radius, 12px); overflow: hidden;
  height: var(--policy-chat-height, 560px); }
:host(:not([mode="inline"])) .panel { position: fixed; right: 20px; bottom: 90px; z-index: 2147483000;
  width: min(var(--policy-chat-width, 400px), calc(100vw - 24px)); max-height: calc(100dvh - 110px); box-shadow: 0 8px 32px #0006; }
:host([mode="inline"][fill]), :host([fill]) .panel { height: 100%; }
:host([fill]) .panel { border: 0; border-radius: 0; }
.bar { display: flex; align-items: center; gap: 8px; padding: 8px 12px; background: var(--accent); color: var(--on-accent); }
.bar b { flex: 1; font-size: 16px; }
.bar button { border: 1px solid currentColor; background: transparent; border-radius: 6px; padding: 2px 10px; min-height: 30px; }
.bar button:focus-visible { outline-color: var(--on-accent); outline-offset: -3px; }
.log { flex: 1; overflow-y: auto; padding: 12px; overflow-wrap: anywhere; }
.log p { margin: 0 0 6px; white-space: pre-line; }
.hello, .note { color: var(--quiet); }
.q { margin: 8px 0 8px auto; width: fit-content; max-width: 88%; background: var(--raised); border-radius: 10px;
  padding: 6px 12px; white-space: pre-wrap; }
.a { margin: 0 0 16px; }
.a[aria-busy="true"] { color: var(--quiet); }
.s:not(.verified) { border-left: 3px dashed var(--bad); padding-left: 8px; }
.flag { color: var(--bad); font-size: 13px; }
a { color: var(--link); }
a.n { display: inline-block; min-width: 22px; text-align: center; margin: 0 2px; padding: 0 5px; font-size: 12px;
  font-weight: 600; line-height: 20px; background: var(--raised); border-radius: 6px; text-decoration: none; }
ol, ul { list-style: none; margin: 2px 0 8px; padding: 0; font-size: 14px; }
li { margin: 0 0 4px; }
blockquote { margin: 2px 0 6px; padding-left: 8px; border-left: 3px solid var(--line); color: var(--quiet); font-size: 13px; }
.foot { display: flex; flex-wrap: wrap; gap: 6px 10px; align-items: center; font-size: 13px; }
.foot button { border: 1px solid var(--line); border-radius: 6px; background: transparent; padding: 0 8px; min-height: 28px; }
.foot button[aria-pressed="true"] { border-color: var(--accent); font-weight: 600; }
.state { font-weight: 600; }
.state.verified { color: var(--ok); } .state.verified::before { content: "✓ "; }
.state.partly_verified, .state.partial, .tail { color: var(--half); }
.state.partly_verified::before, .state.partial::before { content: "◐ "; } .state.refused::before { content: "⊖ "; }
.a.refused { border-left: 4px solid var(--line); padding-left: 10px; }
.state.unsupported, .state.error { color: var(--bad); } .state.unsupported::before, .state.error::before { content: "✗ "; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 4px 8px; border-bottom: 1px solid var(--line); }
form { display: flex; gap: 8px; padding: 10px; border-top: 1px solid var(--line); margin: 0; }
textarea { flex: 1; min-width: 0; resize: none; height: 44px; max-height: 140px; padding: 9px 10px; border: 1px solid var(--quiet);
  border-radius: 8px; background: var(--back); }
textarea::placeholder { color: var(--quiet); opacity: 1; }
form button { border: 0; border-radius: 8px; padding: 0 14px; background: var(--accent); color: var(--on-accent); }
.more { flex: 1 0 100%; padding: 4px 0; border: 0; } .more textarea { height: 56px; font-size: 14px; }
.foot .more button { border: 0; background: var(--accent); }
@media (max-width: 480px) { :host(:not([mode="inline"])) .panel { right: 12px; left: 12px; width: auto; bottom: 84px; } }
`;

  // Everything that comes from a server or a user becomes text, never markup.
  const make = (tag, properties = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element && !name.startsWith("aria")) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  };

  // Server-sent events of a POST; EventSource itself can only GET.
  async function* events(response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + value).split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const lines = block.split("\n");
        const find = (key) => lines.filter((l) => l.startsWith(key)).map((l) => l.slice(key.length)).join("\n");
        const data = find("data: ");
        if (data) yield { name: find("event: "), data: JSON.parse(data) };
      }
    }
  }

  // A message in both languages, 中文 / English, in one of them.
  const half = (text, words) => {
    const [chinese, english] = text.split(" / ");
    return english && /[\u4e00-\u9fff]/.test(chinese) ? (words === WORDS.zh ? chinese : english) : text;
  };

  class PolicyChat extends HTMLElement {
    static get observedAttributes() { return ["theme"]; }

    connectedCallback() {
      if (this.shadowRoot) return;
      this.history = [];
      this.server = (this.getAttribute("server") || home).replace(/\/+$/, "");
      const asked = (this.getAttribute("lang") || navigator.language || "zh").toLowerCase();
      this.words = WORDS[asked.startsWith("zh") ? "zh" : "en"];
      const root = this.attachShadow({ mode: "open" });
      // A constructed sheet passes a portal's policy that forbids inline styles.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      this.dark = matchMedia("(prefers-color-scheme: dark)");
      this.paint = () => {
        const theme = this.getAttribute("theme") || "auto";
        this.toggleAttribute("data-dark", theme === "dark" || (theme === "auto" && this.dark.matches));
      };
      this.dark.addEventListener("change", this.paint);
      this.paint();
      this.build(root);
    }

    attributeChangedCallback() { if (this.paint) this.paint(); }

    get inline() { return this.getAttribute("mode") === "inline"; }

    build(root) {
      const w = this.words;
      const title = this.getAttribute("title") || this.getAttribute("heading") || w.title;
      this.removeAttribute("title"); // else it shows as a tool tip over the whole panel
      this.log = make("div", { className: "log", role: "log", "aria-label": w.log, tabIndex: 0 });
      this.box = make("textarea", { rows: 1, placeholder: w.ask, "aria-label": w.question });
      this.sender = make("button", { type: "submit" }, w.send);
      const form = make("form", {}, this.box, this.sender);
      const again = make("button", { type: "button" }, w.again);
      const shut = this.inline ? null : make("button", { type: "button" }, w.close);
      this.panel = make("section", { className: "panel", "aria-label": title },
        make("div", { className: "bar" }, make("b", {}, title), again, shut), this.log, form);
      root.append(this.panel);
      this.greet();
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (this.running) this.running.abort();
        else this.ask(this.box.value);
      });
      this.box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return; // 输入法 confirms with Enter
        event.preventDefault();
        if (!this.running) this.ask(this.box.value);
      });
      again.addEventListener("click", () => {
        if (this.running) this.running.abort();
        this.history = [];
        this.log.replaceChildren();
        this.greet();
        this.box.focus();
      });
      if (!this.inline) this.bubbled(root, shut, title);
    }

    greet() { this.log.append(make("p", { className: "hello" }, this.words.hello)); }

    bubbled(root, shut, title) {
      this.panel.setAttribute("role", "dialog");
      const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      icon.setAttribute("viewBox", "0 0 24 24");
      icon.setAttribute("aria-hidden", "true");
      const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
      shape.setAttribute("fill", "currentColor");
      shape.setAttribute("d", "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 5v2h10V8zm0 4v2h7v-2z");
      icon.append(shape);
      const bubble = make("button", { type: "button", className: "bubble", "aria-label": this.words.open }, icon);
      const show = (open) => {
        this.panel.hidden = !open;
        bubble.setAttribute("aria-expanded", String(open));
        (open ? this.box : bubble).focus();
      };
      bubble.addEventListener("click", () => show(this.panel.hidden));
      shut.addEventListener("click", () => show(false));
      this.panel.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
      this.panel.hidden = true;
      bubble.setAttribute("aria-expanded", "false");
      root.append(bubble);
    }

    // Asks, shows the text as it comes, then the answer; a portal may call it too.
    async ask(text) {
      const question = text.trim();
      if (!question || this.running) return;
      const w = this.words;
      this.box.value = "";
      const waiting = make("div", { className: "a", "aria-busy": "true" }, make("p", {}, w.thinking));
      this.log.append(make("div", { className: "q" }, question), waiting);
      this.reveal(waiting.previousSibling);
      this.running = new AbortController();
      this.sender.textContent = w.stop;
      try {
        const answer = await this.fetched(question, waiting.firstChild);
        waiting.replaceChildren(...this.shown(answer));
        waiting.classList.add(answer.status);
        if (answer.status !== "error") {
          this.history.push({ role: "user", content: question }, { role: "assistant", content: answer.answer });
          this.history = this.history.slice(-20);
        }
        this.dispatchEvent(new CustomEvent("policy-answer", { detail: answer, bubbles: true, composed: true }));
      } catch (error) {
        const said = error.name === "AbortError" ? w.stopped : half(error.told || w.failed, w);
        waiting.replaceChildren(make("p", { className: "state error", role: "alert" }, said));
      } finally {
        this.running = null;
        this.sender.textContent = w.send;
        waiting.setAttribute("aria-busy", "false");
        this.reveal(waiting.previousSibling);
      }
    }

    // The question to the top of the log; scrollIntoView would move the portal's page too.
    reveal(element) {
      this.log.scrollTop += element.getBoundingClientRect().top - this.log.getBoundingClientRect().top - 8;
    }

    async fetched(question, line) {
      const body = { question, history: this.history, stream: true };
      const documents = (this.getAttribute("documents") || "").split(",").map((d) => d.trim()).filter(Boolean);
      if (documents.length) body.documents = documents;
      const response = await fetch(this.server + "/api/v1/answer", {
        method: "POST", mode: "cors", credentials: "same-origin", signal: this.running.signal,
        headers: this.headers, body: JSON.stringify(body),
      });
      if (!response.ok) {
        const told = await response.json().catch(() => null);
        throw Object.assign(new Error("refused"), { told: told && told.error && told.error.message });
      }
      let text = "";
      for await (const { name, data } of events(response)) {
        if (name === "answer") return data;
        if (name === "error") throw Object.assign(new Error("failed"), { told: data.error.message });
        line.textContent = text += data.text;
      }
      throw new Error("the stream ended early");
    }

    // The portal's user, signed by the portal; it may set a fresh one at any time.
    get token() { return this.getAttribute("token") || ""; }

    get headers() {
      const told = { "Content-Type": "application/json" };
      if (this.token) told.Authorization = "Bearer " + this.token;
      return told;
    }

    // Only paths of the server itself become links.
    link(address, text, more = {}) {
      if (!/^\/(documents\/|duties\?)/.test(address)) return text;
      if (this.token) {
        const token = "?token=" + encodeURIComponent(this.token);
        address = address.replace(/[?#]|$/, (end) => token + (end === "?" ? "&" : end));
      }
      return make("a", { href: this.server + address, target: "_blank", rel: "noopener", ...more }, text);
    }

    mark(answer, number) {
      const c = answer.citations.find((one) => one.mark === number);
      if (!c) return "";
      const name = `${this.words.source} ${number} ${c.label}：${c.quote}`;
      return this.link(c.url, String(number), { className: "n", title: c.quote, "aria-label": name });
    }

    // Text cut at its [1] marks; brackets of the text itself stay text.
    run(answer, text) {
      return text.split(/(\[\d{1,3}\])/).map((part, i) =>
        (i % 2 && this.mark(answer, Number(part.slice(1, -1)))) || part);
    }

    state(answer) {
      if (answer.status === "refused" || answer.status === "error") return answer.status;
      const verdicts = new Set(answer.statements.map((s) => s.verdict));
      if (verdicts.size === 1 && verdicts.has("verified")) return "verified";
      return verdicts.has("verified") || verdicts.has("partly_verified") ? "partly_verified" : "unsupported";
    }

    shown(answer) {
      const w = this.words;
      const out = [];
      if (answer.standalone_question && answer.standalone_question !== answer.question) {
        out.push(make("p", { className: "note" }, `${w.understood}：${answer.standalone_question}`));
      }
      const [lead, tail] = this.around(answer);
      if (lead) out.push(make("p", {}, lead));
      if (answer.status === "refused") out.push(this.badge(answer));
      for (const s of answer.statements) {
        const line = make("p", {}, ...this.run(answer, s.text.trim()), ...s.citations.map((n) => this.mark(answer, n)));
        line.className = `s ${s.verdict}`;
        if (s.verdict !== "verified") {
          line.append(make("span", { className: "flag" }, `（${w[s.verdict]}）`));
        }
        out.push(line);
      }
      if (!answer.statements.length) {
        out.push(make("p", {}, half(answer.refusal ? answer.refusal.missing : answer.answer, w)));
      }
      if (answer.rest) out.push(make("p", {}, this.link(answer.rest, w.all)));
      if (tail) out.push(make("p", { className: "tail" }, tail));
      // A comparison comes as statements (name：words) and as a table; of this, what no statement tells.
      const [head, ...rows] = answer.table || [];
      const bare = rows.filter((row) => !answer.statements.some((s) => s.text.trim().startsWith(`${row[0]}：`)));
      if (bare.length) out.push(this.table(answer, head, bare));
      if (answer.nearest && answer.nearest.length) {
        out.push(make("b", {}, w.nearest), make("ul", {}, ...answer.nearest.map((n) =>
          make("li", {}, this.link(n.url, `${n.label} ${n.heading}`.trim())))));
      }
      if (answer.citations.length) {
        out.push(make("b", {}, w.sources), make("ol", {}, ...answer.citations.map((c) => make("li", { className: c.verdict },
          this.link(c.url, `[${c.mark}] ${c.label}`), c.document.digest ? `（${w.digest}）` : "",
          c.verdict === "verified" ? "" : make("span", { className: "flag" }, `（${w.faults[c.verdict]}）`),
          make("blockquote", {}, c.quote)))));
      }
      for (const note of answer.notes || []) out.push(make("p", { className: "note" }, note));
      out.push(this.foot(answer));
      return out;
    }

    // What the text says before the first and behind the last statement: a count, a wrong premise,
    // what no document states.
    around(answer) {
      const all = answer.statements.map((s) => s.text.trim());
      if (!all.length) return ["", ""];
      const last = all[all.length - 1];
      const [start, end] = [answer.answer.indexOf(all[0]), answer.answer.lastIndexOf(last)];
      if (start < 0 || end < 0) return ["", ""];
      const tail = answer.answer.slice(end + last.length).replace(/^(\s*\[\d{1,3}\])+/, "");
      return [answer.answer.slice(0, start).trim(), tail.trim()];
    }

    // What was verified, in words, shape and colour; of a refusal, why.
    badge(answer) {
      const state = this.state(answer);
      const told = answer.refusal ? this.words.reasons[answer.refusal.reason] : "";
      return make("span", { className: `state ${state}` }, told || this.words[state]);
    }

    table(answer, head, rows) {
      const cells = (tag, row) => row.map((cell) => make(tag, {}, ...this.run(answer, cell)));
      return make("div", { className: "wide" }, make("table", {},
        make("thead", {}, make("tr", {}, ...cells("th", head))),
        make("tbody", {}, ...rows.map((row) => make("tr", {}, ...cells("td", row))))));
    }

    foot(answer) {
      const w = this.words;
      const said = make("span", { role: "status" });
      const copy = make("button", { type: "button" }, w.copy);
      copy.addEventListener("click", () => {
        const sources = answer.citations.map((c) => `[${c.mark}] ${c.label}：“${c.quote}”`);
        const text = [answer.question, "", answer.answer, "", ...sources].join("\n").trim();
        this.copied(text).then(() => (said.textContent = w.copied), () => {});
      });
      const note = make("textarea", { rows: 2, maxLength: 2000, placeholder: w.comment, "aria-label": w.comment });
      const form = make("form", { className: "more", hidden: true }, note, make("button", { type: "submit" }, w.sendComment));
      let voted;
      const told = (vote, comment, then) => this.vote(answer, vote, comment).then(() => {
        said.textContent = w.thanks;
        then();
      }, () => (said.textContent = w.failed));
      const votes = ["up", "down"].map((vote) => {
        const button = make("button", { type: "button", "aria-pressed": "false" }, w[vote]);
        button.addEventListener("click", () => told(vote, "", () => {
          voted = vote;
          votes.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
          form.hidden = false;
        }));
        return button;
      });
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const comment = note.value.trim();
        if (comment) told(voted, comment, () => (form.hidden = true));
        else form.hidden = true;
      });
      const partly = answer.status === "partial" ? make("span", { className: "state partial" }, w.partial) : "";
      const badge = answer.status === "refused" ? "" : this.badge(answer);
      return make("div", { className: "foot" }, ...[badge, partly].filter(Boolean), copy, ...votes, said, form);
    }

    async copied(text) {
      if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
      const area = make("textarea", { value: text });
      this.shadowRoot.append(area);
      area.select();
      document.execCommand("copy"); // plain http in an intranet has no navigator.clipboard
      area.remove();
    }

    async vote(answer, vote, comment) {
      const response = await fetch(this.server + "/api/v1/feedback", {
        method: "POST", mode: "cors", credentials: "same-origin", headers: this.headers,
        body: JSON.stringify({
          id: answer.id, question: answer.question, answer: answer.answer.slice(0, 20000), status: answer.status, vote, comment,
          clause_ids: [...new Set(answer.citations.map((c) => c.clause_id))].slice(0, 20),
        }),
      });
      if (!response.ok) throw new Error("feedback was not stored");
    }
  }

  customElements.define("policy-chat", PolicyChat);

  // The tag itself may ask for a chat: data-mode="bubble", or "inline" with data-target.
  const wanted = script ? script.dataset : {};
  const begin = () => {
    const chat = document.createElement("policy-chat");
    chat.setAttribute("server", wanted.server || home);
    for (const name of ["mode", "lang", "theme", "heading", "documents", "token"]) {
      if (wanted[name]) chat.setAttribute(name, wanted[name]);
    }
    const place = wanted.target && document.querySelector(wanted.target);
    if (wanted.target && !place) return console.warn("policy-chat: nothing matches", wanted.target);
    (place || document.body).append(chat);
  };
  if (!wanted.mode) return;
  if (document.body) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})();
