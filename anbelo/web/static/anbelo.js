/* Small comforts. Every page works without this file; nothing may depend on it. */
(() => {
  "use strict";

  const all = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // After a refused form, start reading at the list of what is wrong.
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // The slash key puts the cursor into the search box, unless somebody is typing.
  const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
  document.addEventListener("keydown", (event) => {
    const box = document.querySelector("[data-search]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !box || typing(event.target)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  all("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // One tap sends once, and one sees that it was sent. The server keeps its own guard (the key in
  // the form); after ten seconds without an answer the button works again.
  const BUSY_FOR = 10000;
  const release = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[data-busy].ab-busy").forEach((button) => {
      button.classList.remove("ab-busy");
      button.removeAttribute("aria-disabled");
      const label = button.querySelector(".kern-label");
      label.textContent = label.dataset.words;
    });
  };
  const hold = (form) => {
    form.dataset.sent = "1";
    form.querySelectorAll("[data-busy]").forEach((button) => {
      const label = button.querySelector(".kern-label");
      label.dataset.words = label.textContent;
      label.textContent = button.dataset.busy;
      button.classList.add("ab-busy");
      button.setAttribute("aria-disabled", "true");
    });
    window.setTimeout(() => release(form), BUSY_FOR);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    else if (form.querySelector("[data-offline]") && !form.dataset.reached && form.requestSubmit) reach(event, form);
    else hold(form);
  });

  // Words somebody typed are only sent when the house can be reached; else they stay on the page.
  const LONGEST_WAIT = 8000;
  const reach = (event, form) => {
    event.preventDefault();
    const say = form.querySelector("[data-offline]");
    const patience = new AbortController();
    window.setTimeout(() => patience.abort(), LONGEST_WAIT);
    const icon = document.querySelector("link[rel=icon]").href;
    fetch(icon, { method: "HEAD", cache: "no-store", signal: patience.signal }).then(() => {
      say.hidden = true;
      form.dataset.reached = "1";
      form.requestSubmit(event.submitter);
      delete form.dataset.reached;
    }, () => {
      say.hidden = false;
      say.scrollIntoView({ block: "center" });
    });
  };
  // Coming back with the back button shows the page as it was left: make it usable again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) all("form[data-sent]", release);
  });

  // Ask before a half-typed form is left.
  const touched = new Set();
  all("form[data-guard]", (form) => {
    form.addEventListener("input", () => touched.add(form));
    form.addEventListener("submit", () => touched.delete(form));
  });
  window.addEventListener("beforeunload", (event) => {
    if (touched.size) event.preventDefault();
  });

  // A session that ends soon says so two minutes before, and one tap makes it longer.
  const WARN_SECONDS = 120;
  all("[data-ends-in]", (note) => {
    const seconds = Number(note.dataset.endsIn);
    let timer = 0;
    const count = () => {
      window.clearTimeout(timer);
      note.hidden = true;
      timer = window.setTimeout(() => { note.hidden = false; }, (seconds - WARN_SECONDS) * 1000);
    };
    note.querySelector("button").addEventListener("click", () => {
      fetch(note.dataset.stay, { cache: "no-store" }).then((answer) => { if (answer.ok) count(); });
    });
    count();
  });

  // An open language list closes with Escape, a tap beside it, or when the focus goes on.
  all("details[data-menu]", (list) => {
    list.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !list.contains(event.relatedTarget)) list.open = false;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !list.open) return;
      list.open = false;
      list.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      if (list.open && !list.contains(event.target)) list.open = false;
    });
  });
})();
