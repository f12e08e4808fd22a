// Parts that refresh themselves rest while nobody looks at the tab, and while a question or menu in them is open.
(() => {
  const ASKED = "details.nc-menu[open], details.nc-confirm[open], details.nc-pop[open]";
  const LIVE = "[hx-trigger^='every']";

  document.addEventListener("every", (event) => {
    if (document.hidden || event.target.querySelector(ASKED)) event.stopImmediatePropagation();
  }, true);

  // Who has signed in again, in another tab, needs not be asked to any more.
  document.addEventListener("htmx:after:request", ({ detail }) => {
    if (detail.ctx.response.status < 400) document.querySelector("#nc-refused > [data-signed-out]")?.remove();
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const part of document.querySelectorAll(LIVE)) part.dispatchEvent(new CustomEvent("every"));
  });
})();
