// Arrow keys move by day, Page Up and Page Down by month; Enter opens what stands on the day. Works on whatever month is shown.
(() => {
  const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  let wanted = null;
  const grid = () => document.querySelector("[data-calendar]");
  const cells = () => [...grid().querySelectorAll("[data-day]")];
  const turn = (where) => document.querySelector(`[data-turn="${where}"]`)?.click();

  function choose(cell, focus) {
    cells().forEach((other) => { other.tabIndex = other === cell ? 0 : -1; });
    if (focus) cell.focus();
  }

  function settle() {
    if (!grid()) return;
    const first = cells().find((cell) => cell.dataset.day === wanted)
      || cells().find((cell) => cell.hasAttribute("aria-current"))
      || cells().find((cell) => !cell.classList.contains("conference-outside"));
    choose(first, wanted !== null);
    wanted = null;
  }

  const iso = (date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
  const day = (cell) => new Date(`${cell.dataset.day}T12:00`);

  function moveByDay(cell, step) {
    const target = day(cell);
    target.setDate(target.getDate() + step);
    const next = cells().find((other) => other.dataset.day === iso(target));
    if (next) { choose(next, true); return; }
    wanted = iso(target);
    turn(step < 0 ? "previous" : "next");
  }

  function moveByMonth(cell, step) {
    const from = day(cell);
    const target = new Date(from.getFullYear(), from.getMonth() + step, 1, 12);
    const last = new Date(target.getFullYear(), target.getMonth() + 1, 0).getDate();
    target.setDate(Math.min(from.getDate(), last));
    wanted = iso(target);
    turn(step < 0 ? "previous" : "next");
  }

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("[data-day]");
    if (!cell || event.target !== cell || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in STEPS) moveByDay(cell, STEPS[event.key]);
    else if (event.key === "PageUp" || event.key === "PageDown") moveByMonth(cell, event.key === "PageUp" ? -1 : 1);
    else if (event.key === "Enter") cell.querySelector("a")?.click();
    else return;
    event.preventDefault();
  });
  let shown = null;
  function follow() {
    if (grid() === shown) return;
    shown = grid();
    settle();
  }
  new MutationObserver(follow).observe(document.getElementById("main"), { childList: true, subtree: true });
  follow();
})();
