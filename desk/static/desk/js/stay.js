/* A form in which callers' data may stand (`data-stay`) is kept nowhere in the browser. Before it is sent the server is
   asked whether the session still lives; if not, the page stays as it is and says so, and the form can be sent again
   after signing in elsewhere. */
(() => {
  "use strict";

  const asked = new WeakSet();
  const { signedOut, error, alive } = document.body.dataset;

  function say(sentence) {
    document.dispatchEvent(new CustomEvent("yan:say", { detail: sentence }));
  }

  async function send(form, submitter) {
    let answer;
    try {
      answer = await fetch(alive, { method: "HEAD", redirect: "manual", credentials: "same-origin", cache: "no-store" });
    } catch {
      return say(error);
    }
    if (answer.type === "opaqueredirect") return say(signedOut);
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/); // signing in elsewhere gave a new one
    if (token) form.elements.csrfmiddlewaretoken.value = token[1];
    asked.add(form);
    form.requestSubmit(submitter);
  }

  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-stay]:not([hx-post])") || asked.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // it is not sent yet: nothing is disabled
    send(form, event.submitter);
  }, { capture: true });
})();
