// "/" goes to the search box, "g" and a letter to a place of the menu, "?" lists the keys. Silent while one types,
// and on a device where single keys were switched off.
(() => {
  const SWITCH = "nc-keys";
  const FIELDS = "input, textarea, select, [contenteditable]";
  const PATIENCE = 1500;
  let since = 0;

  const list = () => document.querySelector("[data-keys]");
  const areOn = () => localStorage.getItem(SWITCH) !== "off";
  const open = () => {
    if (!list().open) list().showModal();
  };

  const press = (event) => {
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("nc-find")?.focus();
    } else if (event.key === "?") {
      open();
    } else if (event.key === "g") {
      since = Date.now();
    } else if (Date.now() - since < PATIENCE) {
      since = 0;
      document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
    }
  };

  document.addEventListener("keydown", (event) => {
    const holds = event.ctrlKey || event.metaKey || event.altKey;
    if (holds || !list() || !areOn() || event.target.closest(FIELDS) || document.querySelector("dialog[open]")) return;
    press(event);
  });

  const choice = document.querySelector("[data-keys-on]");
  if (!choice) return;
  choice.checked = areOn();
  choice.addEventListener("change", () => localStorage.setItem(SWITCH, choice.checked ? "on" : "off"));
  for (const button of document.querySelectorAll("[data-opens=keys]")) {
    button.hidden = false;
    button.addEventListener("click", open);
  }
})();
