/* No form is sent into a session that has ended: before it goes the server is asked whether the session still lives.
   If not, the page stays as it is and says so, and the form can be sent again after signing in elsewhere. So no form
   loses its words, and those in which callers' data may stand (`data-stay`) are kept nowhere in the browser. A form
   that is kept (kept.js, `data-keep`) goes the other way, through the sign-in – unless files are chosen, which nobody
   can keep. */
(() => {
  "use strict";

  const asked = new WeakSet();
  const { signedOut, error, alive } = document.body.dataset;
  if (!alive) return;

  function say(sentence) {
    document.dispatchEvent(new CustomEvent("yan:say", { detail: sentence }));
  }

  /* Signing in elsewhere gave a new one. */
  function token() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found && found[1];
  }

  const stays = (form) => form.method === "post" && !form.hasAttribute("hx-post") && form.elements.csrfmiddlewaretoken
    && !/\/logout\/$/.test(form.action)
    && (!form.matches("[data-keep]") || [...form.querySelectorAll("[type=file]")].some((field) => field.files.length));

  async function send(form, submitter) {
    let answer;
    try {
      answer = await fetch(alive, { method: "HEAD", redirect: "manual", credentials: "same-origin", cache: "no-store" });
    } catch {
      return say(error);
    }
    if (answer.type === "opaqueredirect") return say(signedOut);
    if (token()) form.elements.csrfmiddlewaretoken.value = token();
    asked.add(form);
    form.requestSubmit(submitter);
  }

  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!stays(form) || asked.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // it is not sent yet: nothing is disabled
    send(form, event.submitter);
  }, { capture: true });

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (!token() || detail.verb === "get") return;
    detail.headers["X-CSRFToken"] = token();
    if (detail.formData.has("csrfmiddlewaretoken")) detail.formData.set("csrfmiddlewaretoken", token());
  });
})();
