/* Keys for triage: j and k through a list, one key per decision. Every page works without it. */
(() => {
  "use strict";

  const OFF = "anbelo-keys-off";
  const rows = [...document.querySelectorAll("[data-rows] > li")];
  let at = -1;

  // Somebody who speaks to their computer, or whose hand slips, can switch the keys off.
  const off = () => window.localStorage.getItem(OFF) === "1";
  document.querySelectorAll("[data-keys]").forEach((hint) => {
    const button = hint.querySelector("[data-keys-switch]");
    const show = () => {
      button.querySelector(".kern-label").textContent = off() ? button.dataset.on : button.dataset.off;
    };
    hint.hidden = false;
    show();
    button.addEventListener("click", () => {
      if (off()) window.localStorage.removeItem(OFF);
      else window.localStorage.setItem(OFF, "1");
      show();
    });
  });

  const stand = (next) => {
    if (!rows.length) return;
    if (rows[at]) rows[at].classList.remove("ab-work__item--current");
    at = Math.min(Math.max(next, 0), rows.length - 1);
    rows[at].classList.add("ab-work__item--current");
    rows[at].querySelector("a").focus({ preventScroll: true });
    rows[at].scrollIntoView({ block: "nearest" });
  };

  const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  document.addEventListener("keydown", (event) => {
    if (off() || event.repeat || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "j") stand(at + 1);
    else if (event.key === "k") stand(at - 1);
    else if (event.key === "Enter" && event.target === document.body && rows.length) rows[Math.max(at, 0)].querySelector("a").click();
    else {
      const wanted = /^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
      if (!wanted) return;
      wanted.click();
    }
    event.preventDefault();
  });
})();
