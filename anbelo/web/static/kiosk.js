/* A shared device: asks whether somebody is still there, then shows the first page to the next one.
   Loaded before anbelo.js, so that its question "leave this page?" can be held back. */
(() => {
  "use strict";

  let leaving = false;
  window.addEventListener("beforeunload", (event) => {
    if (leaving) event.stopImmediatePropagation();
  });
  // A page the browser kept whole would show what the person before had typed: ask for it anew.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.replace(window.location.href);
  });

  const box = document.querySelector("[data-idle]");
  if (!box) return;
  const { home } = box.dataset;
  const warn = Number(box.dataset.warn);
  const wipe = Number(box.dataset.wipe);
  const left = box.querySelector("[data-idle-left]");
  const RETRY = 5000;
  let touched = Date.now();
  let timer = 0;

  // The first page is only opened when it can be reached; until then the words of nobody stand here.
  const over = () => {
    window.clearInterval(timer);
    leaving = true;
    const icon = document.querySelector("link[rel=icon]").href;
    fetch(icon, { method: "HEAD", cache: "no-store" }).then(
      () => window.location.replace(home),
      () => {
        const words = document.querySelector("[data-idle-offline]");
        if (words) document.body.replaceChildren(words.content);
        window.setTimeout(over, RETRY);
      },
    );
  };
  const look = () => {
    const seconds = Math.floor((Date.now() - touched) / 1000);
    if (seconds >= wipe) over();
    else if (seconds >= warn) {
      left.textContent = String(wipe - seconds);
      if (!box.open) box.showModal();
    }
  };
  const stay = () => {
    touched = Date.now();
    if (box.open) box.close();
  };
  ["pointerdown", "keydown", "input", "scroll", "touchmove"].forEach((kind) =>
    document.addEventListener(kind, () => { if (!box.open) stay(); }, { capture: true, passive: true }));
  box.querySelector("[data-idle-stay]").addEventListener("click", stay);
  box.addEventListener("close", stay);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-done]")) return;
    event.preventDefault();
    over();
  });
  timer = window.setInterval(look, 1000);
})();
