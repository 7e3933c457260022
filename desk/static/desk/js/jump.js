/* Ctrl-K: a combobox over a list the server answers. The focus stays in the field; the arrows move the marked line. */
(() => {
  "use strict";

  const dialog = document.getElementById("jump");
  if (!dialog || !dialog.showModal) return;
  const field = dialog.querySelector("[role=combobox]");
  const list = dialog.querySelector("[role=listbox]");
  const said = dialog.querySelector("[role=status]");
  const options = () => [...list.querySelectorAll("[role=option]")];

  function mark(option) {
    options().forEach((each) => each.setAttribute("aria-selected", String(each === option)));
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  }

  function move(step) {
    const all = options();
    if (!all.length) return;
    const here = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    mark(all[(here + step + all.length) % all.length]);
  }

  function open() {
    if (dialog.open) return field.select();
    dialog.showModal();
    field.select();
    return window.htmx && window.htmx.trigger(field, "jump");
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  document.querySelectorAll("[data-jump]").forEach((way) => {
    way.addEventListener("click", (event) => {
      event.preventDefault(); // the link is for a browser without this file
      open();
    });
  });

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter and the arrows belong to the input method
    const all = options();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = all.find((option) => option.getAttribute("aria-selected") === "true");
      if (chosen) chosen.click();
    }
  });
  list.addEventListener("htmx:afterSwap", () => {
    const sentence = list.querySelector("[data-jump-said]");
    said.textContent = sentence ? sentence.textContent : "";
    if (sentence) sentence.remove(); // a listbox holds options and nothing else
    said.classList.toggle("sr-only", options().length > 0);
    field.setAttribute("aria-expanded", String(options().length > 0));
    mark(options()[0]);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // beside it
  });
})();
