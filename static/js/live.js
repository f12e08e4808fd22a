// Parts that refresh themselves rest while nobody looks at the tab, and while a question or menu in them is open.
(() => {
  const ASKED = "details.nc-menu[open], details.nc-confirm[open], details.nc-pop[open]";
  const LIVE = "[hx-trigger^='every']";

  document.addEventListener("every", (event) => {
    if (document.hidden || event.target.querySelector(ASKED)) event.stopImmediatePropagation();
  }, true);

  // Who has signed in again, in another tab, needs not be asked to any more; and what was refused once and is done now
  // was refused for a while only.
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.response.status >= 400) return;
    const path = new URL(ctx.request.action, location.href).pathname;
    for (const note of document.querySelectorAll("#nc-refused > .nc-note")) {
      if ("signedOut" in note.dataset || note.dataset.asked === path) note.remove();
    }
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const part of document.querySelectorAll(LIVE)) part.dispatchEvent(new CustomEvent("every"));
  });
})();
