// The conversations that this browser keeps. Every turn is an entry of its own: tabs that are open side
// by side add and remove, and none can write an older copy over what another one has added.
"use strict";
(() => {
  const PREFIX = "policy-rag/";
  // Which conversation is open is the tab's own affair; a new tab begins with the one opened last.
  const OPEN = "policy-rag.open";
  // Where releases up to 0.1 kept everything in one piece.
  const BEFORE = "policy-rag-conversations";

  const keyOf = (talk, turn) => `${PREFIX}${encodeURIComponent(talk)}/${encodeURIComponent(turn)}`;
  const entries = () => {
    const found = [];
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue;
      const text = localStorage.getItem(key);
      try {
        const { owner, at, exchange } = JSON.parse(text);
        const talk = decodeURIComponent(key.slice(PREFIX.length).split("/")[0]);
        found.push({ key, talk, owner, at, exchange, size: text.length });
      } catch {
        localStorage.removeItem(key); // nothing that anybody could read again
      }
    }
    return found.sort((a, b) => a.at - b.at);
  };
  // Conversations by the age of their last turn, the newest last.
  const byTalk = (found) => {
    const talks = new Map();
    for (const entry of found) {
      const before = talks.get(entry.talk) || [];
      talks.delete(entry.talk);
      talks.set(entry.talk, [...before, entry]);
    }
    return talks;
  };
  const isOpen = () => {
    const begun = sessionStorage.getItem(OPEN) ?? localStorage.getItem(OPEN) ?? "";
    sessionStorage.setItem(OPEN, begun); // from here on, whatever another tab opens
    return begun;
  };
  const setOpen = (talk) => {
    sessionStorage.setItem(OPEN, talk || "");
    localStorage.setItem(OPEN, talk || "");
  };

  const read = () => {
    try {
      const found = entries();
      const owner = found.length ? found[found.length - 1].owner : "";
      const talks = byTalk(found.filter((entry) => entry.owner === owner));
      const conversations = [...talks].reverse()
        .map(([id, turns]) => ({ id, exchanges: turns.map((turn) => turn.exchange) }));
      return { owner, open: isOpen() || null, conversations };
    } catch {
      return {}; // a browser that keeps nothing for anybody
    }
  };

  // The conversation that was not spoken in for longest goes; false where only `spared` is left.
  const dropOldest = (spared) => {
    const oldest = [...byTalk(entries())].find(([talk]) => talk !== spared);
    if (oldest) for (const { key } of oldest[1]) localStorage.removeItem(key);
    return Boolean(oldest);
  };
  const put = (key, text, spared) => {
    for (;;) {
      try {
        return localStorage.setItem(key, text);
      } catch (full) {
        if (!dropOldest(spared)) throw full;
      }
    }
  };
  const add = ({ owner, talk, exchanges, most, largest }, at) => {
    // What another visitor left here is not for this one.
    for (const entry of entries()) if (entry.owner !== owner) localStorage.removeItem(entry.key);
    exchanges.forEach((exchange, place) =>
      put(keyOf(talk, exchange.id), JSON.stringify({ owner, at: at + place, exchange }), talk));
    const tooMuch = () => {
      const found = entries();
      return byTalk(found).size > most || found.reduce((sum, entry) => sum + entry.size, 0) > largest;
    };
    while (tooMuch() && dropOldest(talk));
  };
  const drop = (talk) => {
    for (const { key } of entries().filter((entry) => entry.talk === talk)) localStorage.removeItem(key);
  };

  // A step that was stopped leaves the change of the one before; it is not made again.
  let last = "";
  const keep = (change) => {
    if (!change || change.number === last) return;
    last = change.number;
    try {
      (change.adopt || []).forEach((older, place) => add(older, 1000 * (place + 1)));
      if (change.adopt) localStorage.removeItem(BEFORE);
      if (change.drop) drop(change.drop);
      if (change.exchanges) add(change, Math.max(Date.now(), ...entries().map((entry) => entry.at + 1)));
      if ("open" in change) setOpen(change.open);
    } catch (error) {
      console.warn("the conversation is not kept:", error);
    }
  };
  // Gradio hands a script the inputs and, behind them, the outputs; what is kept is read when it is sent.
  const into = (given, place, count) => given.slice(0, count).map((one, at) => (at === place ? read() : one));

  // Another tab has changed something: this one follows, once no answer is on its way into it.
  let waits = 0;
  const follow = () => {
    clearTimeout(waits);
    waits = setTimeout(() => {
      if (document.querySelector(".answer.pending")) follow();
      else document.dispatchEvent(new CustomEvent("kept-elsewhere"));
    }, 200);
  };
  addEventListener("storage", (event) => {
    if (event.key === null || event.key.startsWith(PREFIX)) follow();
  });
  addEventListener("pageshow", (event) => event.persisted && follow());

  window.policyStore = { read, keep, into };
})();
