// The review by keyboard: a, x, e, s, m on the row one stands on, u takes back. Focus goes on to the next draft by itself;
// a draft one stands on shows in the report; a selection in the report fills the add form and says where to split.
(() => {
  "use strict";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const row = () => document.activeElement && document.activeElement.closest(".draft-card");
  const fields = "textarea, select, input:not([type=hidden])";
  let selected = null; // where the newest selection in the report begins

  function stand(card) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "center" });
  }

  function nextPending(card) {
    const cards = [...document.querySelectorAll(".draft-card")];
    return cards.slice(card ? cards.indexOf(card) + 1 : 0).find((each) => each.matches(".draft-is-pending"));
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "u") {
      const form = document.querySelector("[data-undo]");
      if (form) form.requestSubmit();
      return;
    }
    if (!"axesm".includes(event.key)) return;
    const at = row();
    if (!at) {
      const first = nextPending(null); // the first key only brings one there: nothing is decided unseen
      if (first) stand(first);
      return;
    }
    const button = at.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    const next = nextPending(at);
    button.click();
    if (next && (event.key === "a" || event.key === "x")) stand(next);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const swapped = event.detail.elt && event.detail.elt.closest(".draft-card");
    const card = swapped && document.getElementById(swapped.id);
    if (!card) return;
    const state = ["pending", "accepted", "rejected"].find((each) => card.matches(`.draft-is-${each}`));
    document.querySelectorAll(`.promise[href="#${CSS.escape(card.id)}"]`).forEach((piece) => {
      piece.classList.remove("draft-pending", "draft-accepted", "draft-rejected");
      piece.classList.add(`draft-${state}`);
    });
    const form = card.querySelector("form.form");
    const status = event.detail.xhr ? event.detail.xhr.status : 200;
    if (form) {
      const first = card.querySelector("[aria-invalid=true]") || form.querySelector(fields);
      if (first) first.focus();
    } else if (status >= 400) {
      stand(card);
    } else if (!row()) {
      stand(nextPending(card) || card);
    }
  });

  document.addEventListener("focusin", () => {
    document.querySelectorAll(".promise-here").forEach((piece) => piece.classList.remove("promise-here"));
    const card = row();
    if (!card) return;
    const pieces = document.querySelectorAll(`.promise[href="#${CSS.escape(card.id)}"]`);
    pieces.forEach((piece) => piece.classList.add("promise-here"));
    const pane = pieces.length && pieces[0].closest(".drafting-text");
    if (pane) pane.scrollTop += pieces[0].getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
  });

  function arrive() {
    const card = location.hash.startsWith("#d-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (card) stand(card);
  }
  addEventListener("hashchange", arrive);
  arrive();

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-key='s']");
    const card = button && button.closest(".draft-card");
    if (!card) return;
    const inside = selected !== null && selected > Number(card.dataset.from) && selected < Number(card.dataset.to);
    button.form.elements.cut.value = inside ? selected : "";
  });

  document.addEventListener("selectionchange", () => {
    const form = document.querySelector("[data-add]");
    const selection = document.getSelection();
    if (!form || !selection || selection.isCollapsed) return;
    const anchor = selection.getRangeAt(0).startContainer.parentElement;
    const piece = anchor && anchor.closest("[data-selectable] [data-start]");
    if (!piece) return;
    selected = Number(piece.dataset.start) + selection.getRangeAt(0).startOffset;
    form.elements.start.value = selected;
    form.elements.quote.value = selection.toString();
  });
})();
