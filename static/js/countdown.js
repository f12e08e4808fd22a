// Counts down to the beginning, from the server's clock; without it the minutes stand as they were written. A region
// that htmx has fetched anew brings its own time along.
(() => {
  const drawn = new WeakMap();

  function tick() {
    for (const clock of document.querySelectorAll("[data-until]")) {
      if (drawn.get(clock)?.now !== clock.dataset.now) {
        drawn.set(clock, { now: clock.dataset.now, ahead: Date.parse(clock.dataset.now) - Date.now() });
      }
      const left = Math.round((Date.parse(clock.dataset.until) - Date.now() - drawn.get(clock).ahead) / 1000);
      if (left < 0) continue;
      const two = (number) => String(Math.floor(number)).padStart(2, "0");
      const hours = left >= 3600 ? `${Math.floor(left / 3600)}:` : "";
      clock.textContent = `${hours}${two((left % 3600) / 60)}:${two(left % 60)}`;
    }
  }

  if (!document.querySelector("[data-until]")) return;
  tick();
  setInterval(tick, 1000);
})();
