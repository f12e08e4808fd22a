// Whoever leaves a long form with words that were never sent is asked first. Only forms with data-guard;
// data-guard="changed" says that it holds something unsent already.
const changed = new WeakSet();

function guarded(target) {
  return target.closest?.("form[data-guard]");
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = guarded(event.target);
    if (form) changed.add(form);
  });
}

document.addEventListener("submit", (event) => {
  const form = guarded(event.target);
  if (!form) return;
  changed.delete(form);
  form.dataset.guard = "";
});

addEventListener("beforeunload", (event) => {
  const waits = [...document.querySelectorAll("form[data-guard]")];
  if (waits.some((form) => changed.has(form) || form.dataset.guard === "changed")) event.preventDefault();
});

// A form was refused on a page that can also be had by its address alone. Once one goes on from there, "Back" comes to
// that page, and the browser puts what was typed in again, instead of asking whether to send it again. Not before: F5
// is still to show what was typed.
const refused = performance.getEntriesByType("navigation")[0]?.responseStatus >= 400;
if (refused && "again" in document.documentElement.dataset) {
  const goesOn = (event) => event.type === "submit" || event.target.closest?.("a[href]:not([href^='#'])");
  for (const kind of ["submit", "click"]) {
    document.addEventListener(kind, (event) => {
      if (goesOn(event)) history.replaceState(history.state, "", location.href);
    });
  }
}
