/* Meeting mode: one item at a time, walked by keys. Without this file all items stand one below the other. */
(() => {
  "use strict";

  const slides = [...document.querySelectorAll("[data-slide]")];
  if (!slides.length) return;
  const count = document.querySelector("[data-count]");
  const steps = [...document.querySelectorAll("[data-step]")];
  let here = Math.max(0, slides.findIndex((slide) => `#${slide.id}` === location.hash));

  function show(to, focus = true) {
    here = Math.min(Math.max(to, 0), slides.length - 1);
    slides.forEach((slide, n) => { slide.hidden = n !== here; });
    count.textContent = `${here + 1} / ${slides.length}`;
    steps.forEach((button) => { button.disabled = Number(button.dataset.step) < 0 ? here === 0 : here === slides.length - 1; });
    history.replaceState(null, "", `#${slides[here].id}`);
    if (focus) slides[here].focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  const walking = { j: 1, ArrowRight: 1, PageDown: 1, k: -1, ArrowLeft: -1, PageUp: -1 };
  const typing = (node) => node.closest("input, textarea, select");

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const form = slides[here].querySelector("[data-form]");
    if (event.key === "Escape" && form && form.firstChild && !form.hidden) {
      event.preventDefault();
      form.hidden = true; // not emptied: htmx may still be settling it
      slides[here].focus();
      return;
    }
    if (typing(event.target)) return;
    const act = /^[a-z]$/.test(event.key) && slides[here].querySelector(`[data-act="${event.key}"]`);
    if (event.key in walking) {
      event.preventDefault();
      show(here + walking[event.key]);
    } else if (act) {
      event.preventDefault();
      act.click();
    }
  }, true);

  steps.forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => show(here + Number(button.dataset.step)));
  });
  // The step's own form, the one its page shows; refused or unreachable, the link leads to that page.
  async function open(act) {
    const form = act.closest("[data-slide]").querySelector("[data-form]");
    const answer = await fetch(act.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) {
      location.assign(act.href);
      return;
    }
    document.querySelectorAll("[data-form]").forEach((other) => other.replaceChildren()); // one at a time, no id twice
    form.innerHTML = await answer.text();
    form.hidden = false;
    if (window.htmx) window.htmx.process(form);
    const first = form.querySelector("textarea, input:not([type=hidden]), select");
    if (!first) return;
    first.focus();
    if (first.tagName === "TEXTAREA") first.setSelectionRange(first.value.length, first.value.length);
  }
  document.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]");
    if (!act || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(act);
  });
  addEventListener("hashchange", () => {
    const to = slides.findIndex((slide) => `#${slide.id}` === location.hash);
    if (to >= 0) show(to);
  });

  document.body.classList.add("meeting-on");
  show(here);
})();
