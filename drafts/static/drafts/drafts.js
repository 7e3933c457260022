// The review by keyboard: a, x, e on the row one stands on, u takes back; a selection in the report fills the add form.
(() => {
  "use strict";
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const row = () => document.activeElement && document.activeElement.closest(".draft-card");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "u") {
      const form = document.querySelector("[data-undo]");
      if (form) form.requestSubmit();
      return;
    }
    const at = row();
    const button = at && at.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    const next = at.nextElementSibling;
    button.click();
    if (next && event.key !== "e") next.focus();
  });

  document.addEventListener("selectionchange", () => {
    const form = document.querySelector("[data-add]");
    const selection = document.getSelection();
    if (!form || !selection || selection.isCollapsed) return;
    const anchor = selection.getRangeAt(0).startContainer.parentElement;
    const piece = anchor && anchor.closest("[data-selectable] [data-start]");
    if (!piece) return;
    form.elements.start.value = Number(piece.dataset.start) + selection.getRangeAt(0).startOffset;
    form.elements.quote.value = selection.toString();
  });
})();
