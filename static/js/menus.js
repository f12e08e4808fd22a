// Menus and questions are <details>: one is open at a time; Escape and a click elsewhere close it, focus goes back.
(() => {
  const MENUS = "details.nc-menu, details.nc-confirm, details.nc-pop";
  const opened = () => document.querySelectorAll(MENUS.split(", ").map((menu) => `${menu}[open]`).join(", "));

  const ready = () => {
    for (const button of document.querySelectorAll("button[aria-busy]")) {
      button.removeAttribute("aria-busy");
      button.disabled = false;
    }
  };

  // On a narrow screen the tab or the filter one is on may lie outside the window.
  for (const row of document.querySelectorAll(".nc-tabs, .nc-chips-row")) {
    const here = row.querySelector("[aria-current]");
    if (here) row.scrollLeft = here.offsetLeft - here.offsetWidth / 2;
  }

  document.addEventListener("click", (event) => {
    for (const menu of opened()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of opened()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  // A form that was sent is not sent twice: its button waits, with the same width; a while only, should the answer
  // be a file and the page stay.
  const WAIT = 10000;
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target.method !== "post" || !button || "looks" in event.target.dataset) return;
    setTimeout(() => {
      if (event.defaultPrevented) return;
      button.setAttribute("aria-busy", "true");
      button.disabled = true;
      setTimeout(ready, WAIT);
    });
  });
  window.addEventListener("pageshow", ready);
})();
