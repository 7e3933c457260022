// The review by keyboard: a, x, e, s, m on the row one stands on, Enter opens it, u takes back. Focus goes on to the next
// draft by itself; a draft one stands on shows in the report; a selection in the report fills the add form and says where
// to split. Every step is asked in turn (hx-sync) and answered with the pieces it touched (drafts/_answer.html).
(() => {
  "use strict";
  const board = document.getElementById("drafting");
  if (!board) return;
  const VERBS = { a: "accept", x: "reject", e: "correct", s: "split", m: "join" };
  const NEWS_EVERY = 20000; // ms between two looks at what others did, while the page is looked at
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const row = () => document.activeElement && document.activeElement.closest(".draft-card");
  const fields = "textarea, select, input:not([type=hidden])";
  const LOOK_FIRST = 800; // ms after a refusal in which no key decides: the hand may still be on the drafts behind
  let refusedAt = 0;
  let selected = null; // where the newest selection in the report begins

  function stand(card) {
    card.focus({ preventScroll: true });
    show(card);
  }

  // A third down its pane, so that what comes next can be seen; where the pane does not scroll, in the window.
  function show(card) {
    const pane = card.closest(".drafting-list");
    if (pane.scrollHeight > pane.clientHeight) inPane(pane, card);
    else card.scrollIntoView({ block: "center" });
  }

  function inPane(pane, piece) {
    pane.scrollTop += piece.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
  }

  function nextPending(card) {
    const cards = [...document.querySelectorAll(".draft-card")];
    return cards.slice(card ? cards.indexOf(card) + 1 : 0).find((each) => each.matches(".draft-is-pending"));
  }

  function fold(except) {
    document.querySelectorAll(".draft-card.item-open").forEach((card) => {
      if (card === except || card.querySelector("form.form")) return; // a form being typed in stays
      card.classList.remove("item-open");
      card.querySelector(".draft-inside").remove();
    });
  }

  function ask(way, path, values) {
    return window.htmx.ajax(way, board.dataset.base + path, { source: board, swap: "none", values });
  }

  function open(card) {
    fold(card);
    ask("GET", `${card.id.slice(2)}/`);
  }

  function take(card, verb) {
    const code = card.id.slice(2);
    const values = { code, version: card.dataset.version };
    if (verb === "correct") {
      ask("GET", `${code}/correct/`);
      return;
    }
    if (verb === "split" && selected > Number(card.dataset.from) && selected < Number(card.dataset.to)) values.cut = selected;
    if (verb === "join") values.other = (card.querySelector("[name=other]") || { value: "" }).value;
    ask("POST", `${code}/${verb}/`, values);
  }

  // A step goes by the version its reader saw when he pressed the key; only his own steps before it may have moved it since.
  document.addEventListener("htmx:configRequest", (event) => {
    const { parameters, elt } = event.detail;
    if (!board.contains(elt) && !elt.matches("[data-undo]")) return;
    const card = parameters.code && document.getElementById(`d-${parameters.code}`);
    if (card && !card.hasAttribute("data-others")) parameters.version = card.dataset.version;
    parameters.seen = document.getElementById("seen").value;
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      const form = event.key === "Escape" && event.target.closest(".draft-inside form.form");
      if (form) open(form.closest(".draft-card"));
      return;
    }
    const may = document.querySelector("[data-undo]");
    if (!may) return;
    if (event.key === "u") {
      ask("POST", "undo/");
      return;
    }
    const verb = VERBS[event.key];
    if (!verb || Date.now() - refusedAt < LOOK_FIRST) return;
    const at = row();
    if (!at) {
      const first = nextPending(null); // the first key only brings one there: nothing is decided unseen
      if (first) stand(first);
      return;
    }
    if (verb === "accept" && at.matches(".draft-is-accepted")) return;
    event.preventDefault();
    const next = nextPending(at);
    take(at, verb);
    if (next && (verb === "accept" || verb === "reject")) stand(next);
  });

  document.addEventListener("click", (event) => {
    const piece = event.target.closest(".promise[href^='#d-']");
    const meant = piece && document.getElementById(piece.hash.slice(1));
    if (meant && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // a second click on the same words leads there as well
      stand(meant);
      return;
    }
    const card = event.target.closest(".draft-card");
    if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const button = event.target.closest("[data-verb]");
    if (button) {
      event.preventDefault();
      take(card, button.dataset.verb);
      const next = nextPending(card);
      if (next && /accept|reject/.test(button.dataset.verb)) open(next);
    } else if (event.target.closest("[data-open]") || (!event.target.closest("a, button, .draft-inside") && !card.matches(".item-open"))) {
      event.preventDefault();
      open(card);
    }
  });

  // Pieces that are not on the page yet get an empty place in the order of the text, and the answer fills it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!board.contains(event.detail.elt) && !event.detail.elt.matches("[data-undo]")) return;
    if (event.detail.xhr.status < 500) event.detail.isError = false; // a refusal says itself why: nothing for the console
    const answer = document.createElement("template");
    answer.innerHTML = event.detail.serverResponse;
    answer.content.querySelectorAll("[hx-swap-oob][id]").forEach((piece) => {
      if (document.getElementById(piece.id)) return;
      if (piece.id.startsWith("b-")) {
        event.detail.shouldSwap = false; // the paragraphs begin elsewhere now
        location.reload();
        return;
      }
      if (!piece.dataset.from) return;
      const list = document.getElementById(piece.matches("li") ? "cards" : "numbers");
      const place = document.createElement(piece.localName);
      place.id = piece.id;
      const after = [...list.children].find((each) => Number(each.dataset.from) > Number(piece.dataset.from));
      list.insertBefore(place, after || null);
    });
  });

  // What others did never takes the form away that one is typing in.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    const come = fragment.firstElementChild;
    if (!come) return;
    const typed = come.matches("[data-others]") ? target.querySelector("form.form") : come.matches(".drafting-number:not([hidden])") && target.contains(document.activeElement);
    if (typed) event.detail.shouldSwap = false;
  });

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const card = event.detail.target.id.startsWith("d-") && document.getElementById(event.detail.target.id);
    if (!card) return;
    const state = ["pending", "accepted", "rejected"].find((each) => card.matches(`.draft-is-${each}`));
    document.querySelectorAll(`.promise[href="#${CSS.escape(card.id)}"]`).forEach((piece) => {
      piece.classList.remove("draft-pending", "draft-accepted", "draft-rejected");
      piece.classList.add(`draft-${state}`);
    });
  });

  // The answer says where to go on: to a card, to its first field, or to the next draft behind it.
  document.addEventListener("yan:stand", (event) => {
    const card = document.getElementById(`d-${event.detail.code}`);
    if (!card) return;
    const form = card.querySelector("form.form");
    if (card.querySelector(".said-error")) refusedAt = Date.now();
    if (form) {
      fold(card);
      (card.querySelector("[aria-invalid=true]") || form.querySelector(fields)).focus();
      card.scrollIntoView({ block: "nearest" });
    } else if (event.detail.next || card.hidden) {
      stand(nextPending(card) || card);
    } else {
      stand(card);
    }
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("[data-add]");
    if (form && event.detail.xhr.status < 300) form.reset();
  });

  document.addEventListener("focusin", () => {
    document.querySelectorAll(".promise-here").forEach((piece) => piece.classList.remove("promise-here"));
    const card = row();
    if (!card) return;
    const pieces = document.querySelectorAll(`.promise[href="#${CSS.escape(card.id)}"]`);
    pieces.forEach((piece) => piece.classList.add("promise-here"));
    const pane = pieces.length && pieces[0].closest(".drafting-text");
    if (pane) inPane(pane, pieces[0]);
  });

  function arrive() {
    const card = location.hash.startsWith("#d-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (card) stand(card);
  }
  addEventListener("hashchange", arrive);
  arrive();

  let told = Date.now();
  function news() {
    if (document.visibilityState !== "visible" || Date.now() - told < NEWS_EVERY / 2) return;
    told = Date.now();
    ask("GET", "news/");
  }
  setInterval(news, NEWS_EVERY);
  document.addEventListener("visibilitychange", news);

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
