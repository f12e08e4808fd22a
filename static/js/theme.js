// In the head, before anything is drawn: "as the device" follows the device, now and when it changes.
// Choosing a theme needs no new page, so that nothing typed is lost.
(() => {
  const root = document.documentElement;
  const device = window.matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const chosen = root.dataset.theme;
    root.dataset.bsTheme = chosen === "auto" ? (device.matches ? "dark" : "light") : chosen;
    for (const button of document.querySelectorAll("[data-looks] [name=theme]")) {
      if ("flip" in button.dataset) button.value = root.dataset.bsTheme === "dark" ? "light" : "dark";
      else button.setAttribute("aria-pressed", String(button.value === chosen));
    }
  };
  show();
  device.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("looks" in form.dataset) || event.submitter?.name !== "theme") return;
    event.preventDefault();
    const { value } = event.submitter;
    fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
    root.dataset.theme = value;
    show();
  });
})();
