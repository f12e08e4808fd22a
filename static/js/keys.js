// "/" goes to the search box; "g" and a letter goes to a place of the menu. Silent while one types.
(() => {
  let waiting = 0;
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      event.preventDefault();
      document.getElementById("nc-find")?.focus();
    } else if (event.key === "g") {
      waiting = Date.now();
    } else if (Date.now() - waiting < 1500) {
      document.querySelector(`[data-key="${event.key}"]`)?.click();
      waiting = 0;
    }
  });
  // One open menu at a time; Escape and a click elsewhere close it.
  const menus = () => document.querySelectorAll("details.nc-menu[open], details.nc-more[open], details.nc-confirm[open]");
  document.addEventListener("click", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
