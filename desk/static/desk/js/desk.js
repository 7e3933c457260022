/* Keys, hover cards, one submit per click. Every page works without this file. */
(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const typing = (node) => node.closest("input, textarea, select, [contenteditable]");
  const shown = (node) => node.getClientRects().length > 0;
  const phone = matchMedia("(max-width: 47.99em)");

  function say(sentence) {
    const place = $("#messages");
    if (!place || !sentence) return;
    const line = document.createElement("p");
    line.className = "said said-error";
    line.setAttribute("role", "alert");
    line.textContent = sentence;
    place.replaceChildren(line);
    line.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("yan:say", (event) => say(event.detail));

  /* Rows: j and k walk, Enter opens ------------------------------------- */

  function walk(step) {
    const rows = all("[data-row]").filter(shown);
    if (!rows.length) return;
    const here = rows.indexOf(document.activeElement.closest("[data-row]"));
    const next = here < 0 ? (step > 0 ? 0 : rows.length - 1) : here + step;
    const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
    if (!row.hasAttribute("tabindex")) row.tabIndex = -1;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function openRow(row) {
    const way = $("[data-open]", row) || $("a.button, button", row) || $("a[href]", row);
    if (way) way.click();
  }

  /* The list of keys ----------------------------------------------------- */

  const keys = $("#keys");
  all("[data-keys]").forEach((button) => {
    button.hidden = !keys || !keys.showModal;
    button.addEventListener("click", () => keys.showModal());
  });

  all("[data-back]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => history.back());
  });

  /* A field cuts off what does not fit: said, so that nobody takes the rest for saved. */
  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (!(field.maxLength > 0)) return;
    const room = field.maxLength - field.value.length + field.selectionEnd - field.selectionStart;
    const pasted = event.clipboardData ? event.clipboardData.getData("text") : "";
    if (pasted.length > room) say(document.body.dataset.cut.replace("#", field.maxLength));
  });

  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });

  function closeMenus(except) {
    all("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  }
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return; // a Chinese input method is at work
    const at = event.target;

    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = at.closest("form");
      if (form && form.method !== "dialog") {
        event.preventDefault();
        form.requestSubmit($("button.button-main, button[type=submit]", form) || undefined);
      }
      return;
    }
    if (event.key === "Escape") {
      const menu = at.closest("details.menu[open]");
      if (card.close() || menu) event.preventDefault();
      closeMenus();
      if (menu) $("summary", menu).focus();
      else if (at.matches("[data-find]")) at.blur();
      return;
    }
    if (/^F\d+$/.test(event.key) && !event.shiftKey) {
      const place = all(`[data-hotkey="${event.key}"]`).find(shown); // the first in the page: a suggestion before the search
      if (place) {
        event.preventDefault();
        place.focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(at) || $("dialog[open]")) return;

    if (event.key === "/") {
      const find = all("[data-find]").find(shown);
      if (find) {
        event.preventDefault();
        find.focus();
        find.select();
      }
    } else if (event.key === "j") {
      walk(1);
    } else if (event.key === "k") {
      walk(-1);
    } else if (event.key === "x" && at.matches("[data-row]")) {
      const tick = $("[data-tick]", at);
      if (tick) tick.click();
    } else if (event.key === "u" && $("[data-urge]")) {
      const tick = at.matches("[data-row]") && $("[data-tick]", at);
      if (tick && !$("[data-tick]:checked")) tick.click();
      $("[data-urge]").click();
    } else if (event.key === "?" && keys && keys.showModal) {
      event.preventDefault();
      keys.showModal();
    } else if (event.key === "Enter" && at.matches("[data-row]")) {
      event.preventDefault();
      openRow(at);
    }
  });

  /* One submit per click ------------------------------------------------- */

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.setAttribute("aria-busy", "true");
    // A validator, or a download that never leaves the page, must not lock the form for good.
    setTimeout(() => {
      if (event.defaultPrevented && !form.classList.contains("htmx-request")) free(form);
    });
    setTimeout(() => free(form), 10000);
  }, true);
  const free = (form) => form.removeAttribute("aria-busy");
  addEventListener("pageshow", () => all("form[aria-busy]").forEach(free));

  /* The selection bar says how many are ticked; x ticks the row one stands on. */
  function countTicks() {
    const ticked = all("[data-tick]:checked").length;
    all("[data-ticked]").forEach((place) => {
      place.dataset.plain = place.dataset.plain || place.textContent;
      place.textContent = ticked ? place.dataset.ticked.replace("#", ticked) : place.dataset.plain;
    });
  }
  document.addEventListener("change", (event) => { if (event.target.matches("[data-tick]")) countTicks(); });
  addEventListener("pageshow", countTicks);

  /* "Why it falls" is asked only while the number typed is less than the last one. */
  function whenLess(root) {
    all("[data-when-less]", root).forEach((part) => {
      const form = part.closest("form");
      const number = form && form.elements.value;
      const last = parseFloat(part.dataset.whenLess);
      const filled = $("textarea", part) && $("textarea", part).value;
      const show = () => { part.hidden = !(filled || parseFloat(number.value) < last); };
      if (!number || Number.isNaN(last)) { part.hidden = !filled; return; }
      number.addEventListener("input", show);
      show();
    });
  }
  whenLess(document);
  document.addEventListener("htmx:load", (event) => whenLess(event.detail.elt));

  /* A form opened inside its row: the row is marked, the first field has the focus, Cancel folds it away. */
  document.addEventListener("htmx:afterSwap", (event) => {
    const inside = event.detail.target;
    if (!inside.matches(".item-inside")) return;
    const row = inside.closest("[data-row]");
    all(".item-open").forEach((open) => { if (open !== row) fold(open); });
    row.classList.add("item-open");
    const opener = $("[aria-expanded]", row);
    if (opener) opener.setAttribute("aria-expanded", "true");
    const wrong = $("[aria-invalid=true]", inside);
    const first = wrong || $("input:not([type=hidden], [type=file]), textarea, select", inside);
    if (first) first.focus();
  });
  function fold(row) {
    row.classList.remove("item-open");
    $(".item-inside", row).replaceChildren();
    const opener = $("[aria-expanded]", row);
    if (opener) { opener.setAttribute("aria-expanded", "false"); opener.focus(); }
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fold]");
    if (button) fold(button.closest("[data-row]"));
  });

  /* htmx: refusals are sentences, never silence --------------------------- */

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form");
    if (form) free(form);
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => { // tried again: what was wrong before is said no longer
    if (detail.requestConfig.verb !== "get") all("#messages .said-error[role=alert]").forEach((line) => line.remove());
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (new URL(xhr.responseURL, location.href).pathname === "/accounts/login/") { // the session ended
      event.detail.shouldSwap = false;
      const form = event.detail.requestConfig.elt.closest("form, [data-stay]"); // [data-stay]: beside a form being typed
      if (form && !form.matches("[data-keep]")) say(document.body.dataset.signedOut); // going away would lose its words
      else location.assign(`/accounts/login/?next=${encodeURIComponent(location.pathname + location.search)}`);
      return;
    }
    if (xhr.status < 400 || !/^\s*<!doctype/i.test(xhr.responseText)) return;
    event.detail.shouldSwap = false; // a whole page is no answer inside a row: take its sentence
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    const reason = $(".refusal .reason", page);
    say(reason ? reason.textContent.trim() : document.body.dataset.error);
  });
  document.addEventListener("htmx:sendError", () => say(document.body.dataset.error));
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status >= 500) say(document.body.dataset.error);
  });

  /* Hover cards: [data-card="#id of a template"] or [data-card="/url"] ---- */

  const card = (() => {
    let box = null;
    let owner = null;
    let timer = 0;
    const fetched = new Map();

    async function content(node) {
      const source = node.dataset.card;
      if (source.startsWith("#")) {
        const held = document.getElementById(source.slice(1));
        return held ? held.innerHTML : "";
      }
      if (!fetched.has(source)) {
        const answer = await fetch(source, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
        if (!answer.ok || answer.redirected) return "";
        fetched.set(source, await answer.text());
      }
      return fetched.get(source);
    }

    function place(node) {
      if (phone.matches) {
        box.removeAttribute("style");
        return;
      }
      // Under the last line of the phrase; above it where the window ends; inside the paper.
      const lines = node.getClientRects();
      const line = lines[lines.length - 1];
      const paper = (node.closest("[data-paper]") || document.documentElement).getBoundingClientRect();
      const left = Math.max(Math.min(line.left, paper.right - box.offsetWidth - 8), paper.left + 8, 8);
      const below = line.bottom + 8;
      const fits = below + box.offsetHeight < innerHeight || lines[0].top < box.offsetHeight + 8;
      const top = fits ? below : lines[0].top - box.offsetHeight - 8;
      box.style.setProperty("left", `${left + scrollX}px`);
      box.style.setProperty("top", `${top + scrollY}px`);
    }

    async function open(node) {
      clearTimeout(timer);
      if (owner === node) return;
      close();
      owner = node;
      let html = "";
      try {
        html = await content(node);
      } catch {
        html = "";
      }
      if (owner !== node) return;
      if (!html) {
        owner = null;
        return;
      }
      box = document.createElement("div");
      box.className = "hover-card";
      box.id = "hover-card";
      box.setAttribute("role", "group");
      box.innerHTML = html;
      if (phone.matches) {
        const steps = $("#card-steps");
        if (steps) box.prepend(steps.content.cloneNode(true));
      }
      box.addEventListener("pointerenter", () => clearTimeout(timer));
      box.addEventListener("pointerleave", later);
      box.addEventListener("click", (event) => {
        const step = event.target.closest("[data-step]");
        if (step) travel(Number(step.dataset.step));
      });
      document.body.append(box);
      node.setAttribute("aria-expanded", "true");
      node.setAttribute("aria-describedby", "hover-card");
      place(node);
      if (window.htmx) window.htmx.process(box);
    }

    function close() {
      clearTimeout(timer);
      if (!owner) return false;
      owner.removeAttribute("aria-expanded");
      owner.removeAttribute("aria-describedby");
      if (box) box.remove();
      const was = box;
      box = owner = null;
      return Boolean(was);
    }

    function later() {
      clearTimeout(timer);
      timer = setTimeout(close, 150);
    }

    function travel(step) {
      const from = owner;
      if (!step) return close();
      const list = all("[data-card]").filter(shown);
      const to = list[list.indexOf(from) + step];
      if (!to) return false;
      to.scrollIntoView({ block: "start" });
      return open(to);
    }

    const over = (event) => (event.target.closest ? event.target.closest("[data-card]") : null);
    document.addEventListener("pointerover", (event) => {
      const node = over(event);
      if (!node || event.pointerType !== "mouse") return;
      clearTimeout(timer);
      if (node !== owner) timer = setTimeout(() => open(node), 150);
    });
    document.addEventListener("pointerout", (event) => {
      const node = over(event);
      if (!node || node.contains(event.relatedTarget)) return;
      if (node === owner) later();
      else clearTimeout(timer);
    });
    document.addEventListener("focusin", (event) => {
      const node = over(event);
      if (node && !phone.matches && node.matches(":focus-visible")) open(node);
      else if (owner && box && !box.contains(event.target) && event.target !== owner) close();
    });
    document.addEventListener("click", (event) => {
      const node = over(event);
      if (node && phone.matches && node !== owner) {
        event.preventDefault(); // the first touch shows the card, the card opens the page
        open(node);
      } else if (owner && box && !node && !box.contains(event.target)) {
        close();
      }
    });

    return { close };
  })();
})();
