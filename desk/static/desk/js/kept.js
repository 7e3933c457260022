/* What is being typed is kept in this browser until it is saved: a session that ends in the middle loses nothing.

   Kept under the person's id and the form's address, for a day: where the form can be opened again, `data-keep` on the
   form, else where it is sent. The person who signs in next on this machine never sees it: signing out and signing in
   as somebody else both throw it away. Chosen files and hidden fields are not kept. Forms in which callers' data may
   stand have no `data-keep`; they stay on the screen (stay.js). */
(() => {
  "use strict";

  const person = document.body.dataset.person;
  const place = document.getElementById("messages");
  const words = document.getElementById("kept-words");
  if (!person || !words) return;
  const mine = `kept:${person}:`;
  const DAY = 24 * 3600 * 1000;
  let store = null;
  try {
    store = window.localStorage;
    Object.keys(store).forEach((key) => {
      if (key.startsWith("kept:") && !key.startsWith(mine)) store.removeItem(key);
    });
  } catch {
    return; // a browser that keeps nothing
  }

  const nameOf = (form) => mine + (form.dataset.keep || new URL(form.action, location.href).pathname);
  const fields = (form) => [...form.elements].filter((field) => field.name && field.matches(
    "textarea, select, input:not([type=hidden], [type=file], [type=password], [type=submit])"));

  function read(key) {
    try {
      const kept = JSON.parse(store.getItem(key));
      if (kept && Date.now() - kept.at < DAY) return kept;
    } catch {
      /* not ours, or cut off: it is thrown away */
    }
    store.removeItem(key);
    return null;
  }

  function write(form) {
    const values = fields(form).map((field) => {
      const ticked = field.matches("[type=checkbox], [type=radio]");
      return [field.name, field.value, ticked ? field.checked : null];
    });
    try {
      store.setItem(nameOf(form), JSON.stringify({ at: Date.now(), values }));
    } catch {
      /* full: what stands in the form still stands in the form */
    }
  }

  function fill(form, kept) {
    let changed = false;
    const free = fields(form);
    kept.values.forEach(([name, value, ticked]) => {
      const at = free.findIndex((field) => field.name === name && (ticked === null || field.value === value));
      if (at < 0) return;
      const [field] = free.splice(at, 1);
      if (ticked === null ? field.value !== value : field.checked !== ticked) {
        changed = true;
        if (ticked === null) field.value = value;
        else field.checked = ticked;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
    return changed;
  }

  /* The server names, in a cookie, the address of the form it has just saved (desk/middleware.py). */
  function forgetSaved() {
    const told = document.cookie.match(/(?:^|; )saved=([^;]+)/);
    if (!told) return;
    document.cookie = "saved=; Max-Age=0; Path=/; SameSite=Lax";
    const path = mine + new URL(decodeURIComponent(told[1]), location.href).pathname;
    Object.keys(store).filter((key) => key.split("?")[0] === path).forEach((key) => store.removeItem(key));
  }

  function line(sentence, ...ends) {
    const said = document.createElement("p");
    said.className = "said";
    said.append(sentence, " ", ...ends);
    return said;
  }

  function button(word, does) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-small";
    made.textContent = word;
    made.addEventListener("click", does);
    return made;
  }

  /* A form that comes back from the server with its errors already holds what was typed. */
  function restore(root) {
    const forms = root.matches && root.matches("form[data-keep]") ? [root] : [...root.querySelectorAll("form[data-keep]")];
    forms.forEach((form) => {
      const kept = read(nameOf(form));
      if (!kept || form.querySelector("[aria-invalid=true], .form-wrong")) return;
      const empty = fields(form).map((field) => [field, field.value, field.checked]);
      if (!fill(form, kept)) return;
      const said = line(words.dataset.back, button(words.dataset.drop, () => {
        store.removeItem(nameOf(form));
        empty.forEach(([field, value, checked]) => { field.value = value; field.checked = checked; });
        said.remove();
        form.querySelector("input:not([type=hidden]), textarea, select").focus();
      }));
      said.setAttribute("role", "status");
      form.prepend(said);
    });
  }

  /* After signing in again the form may not be open: say where the words are. */
  function remind() {
    Object.keys(store).filter((key) => key.startsWith(mine)).forEach((key) => {
      const kept = read(key);
      const path = key.slice(mine.length);
      if (!kept || [...document.forms].some((form) => form.matches("[data-keep]") && nameOf(form) === key)) return;
      const way = document.createElement("a");
      way.href = path;
      way.textContent = words.dataset.open;
      const said = line(words.dataset.waiting, way, " ", button(words.dataset.drop, () => {
        store.removeItem(key);
        said.remove();
      }));
      place.append(said);
    });
  }

  let timer = 0;
  let typed = null; // the form that changed and is not written yet
  function writeNow() {
    clearTimeout(timer);
    if (typed) write(typed);
    typed = null;
  }
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!event.isTrusted || !form || !form.matches("[data-keep]")) return;
    if (typed && typed !== form) writeNow();
    clearTimeout(timer);
    typed = form;
    timer = setTimeout(writeNow, 250);
  });
  addEventListener("pagehide", writeNow);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (/\/logout\/$/.test(form.action)) {
      typed = null;
      Object.keys(store).filter((key) => key.startsWith("kept:")).forEach((key) => store.removeItem(key));
    }
    if (!form.matches("[data-keep]")) return;
    typed = form;
    writeNow();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = event.detail; // `successful` is not set where the answer is a redirect
    const saved = xhr.status >= 200 && xhr.status < 300 && !xhr.responseURL.includes("/accounts/login/");
    const stays = /<form[^>]+data-keep/.test(xhr.responseText || "");
    if (saved && !stays && elt.matches("form[data-keep]")) store.removeItem(nameOf(elt));
  });

  forgetSaved();
  restore(document);
  remind();
  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) restore(event.detail.elt); });
})();
