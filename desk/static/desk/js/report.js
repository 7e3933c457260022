/* The annotated report: the tally follows the reading, the spine shows where one is. The page works without it. */
(() => {
  "use strict";

  const paper = document.querySelector(".paper");
  if (!paper) return;
  const tallies = [...document.querySelectorAll("[data-section]")];
  const links = [...document.querySelectorAll(".section-themes a")];
  const places = [...new Set([...tallies.map((tally) => tally.dataset.section), ...links.map((link) => link.hash.slice(1))])]
    .map((id) => document.getElementById(id))
    .filter(Boolean);
  const spine = paper.querySelector("[data-spine]");
  const frame = spine && spine.querySelector(".spine-frame");
  const speech = paper.querySelector(".speech");
  const wide = matchMedia("(min-width: 67.5em)");
  let waiting = false;

  /* Scrolls the tallies alone; the page stays where the reader has it. */
  function keepInSight(tally) {
    const box = tally.closest(".tallies");
    const above = tally.offsetTop - box.offsetTop;
    if (above < box.scrollTop) box.scrollTop = above;
    else if (above + tally.offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = above + tally.offsetHeight - box.clientHeight;
  }

  function follow() {
    waiting = false;
    const line = innerHeight * 0.35;
    let here = null;
    let section = null;
    for (const place of places) {
      if (place.getBoundingClientRect().top > line) continue;
      if (!here || here.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING) here = place;
      const tally = tallies.find((one) => one.dataset.section === place.id);
      if (tally && (!section || section.place.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING)) section = { tally, place };
    }
    if (wide.matches) {
      tallies.forEach((tally) => { tally.open = Boolean(section) && tally === section.tally; });
      if (section) keepInSight(section.tally);
    }
    links.forEach((link) => {
      if (here && link.hash === `#${here.id}`) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    });
    if (frame) {
      const box = speech.getBoundingClientRect();
      const top = Math.min(Math.max(-box.top / box.height, 0), 1) * 1000;
      const tall = Math.min(innerHeight / box.height, 1) * 1000;
      frame.setAttribute("y", Math.min(top, 1000 - tall));
      frame.setAttribute("height", Math.max(tall, 6));
    }
  }
  function later() {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(follow);
    }
  }
  addEventListener("scroll", later, { passive: true });
  addEventListener("resize", later);
  follow();

  if (spine) {
    spine.addEventListener("click", (event) => {
      const box = spine.getBoundingClientRect();
      const share = (event.clientY - box.top) / box.height;
      const words = speech.getBoundingClientRect();
      scrollTo({ top: scrollY + words.top + words.height * share - innerHeight / 2 });
    });
  }
})();
