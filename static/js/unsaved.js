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
