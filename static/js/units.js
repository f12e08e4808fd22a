// Units are found while one types, or at once by Enter or the button; those that are ticked stay in the list. Without
// this file the button asks for the page anew.
(() => {
  const WAIT = 250;
  let waiting = 0, asked = 0;

  async function find(box) {
    clearTimeout(waiting);
    const mine = ++asked, sought = box.querySelector("[name=words]").value;
    const answer = await fetch(`${box.dataset.units}?words=${encodeURIComponent(sought)}`, { headers: { Accept: "text/html", "HX-Request": "true" } });
    if (!answer.ok || answer.redirected) return;
    const found = document.createRange().createContextualFragment(await answer.text()).querySelector("tbody");
    if (mine !== asked) return;
    const body = box.querySelector("tbody");
    const kept = [...body.rows].filter((row) => row.querySelector("input:checked"));
    const ids = kept.map((row) => row.dataset.unit);
    body.replaceChildren(...kept, ...[...found.rows].filter((row) => !ids.includes(row.dataset.unit)));
  }

  document.addEventListener("input", (event) => {
    const box = event.target.closest("[data-units]");
    if (!box || event.target.name !== "words") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => find(box), WAIT);
  });

  document.addEventListener("submit", (event) => {
    const box = event.submitter?.name === "find" && event.submitter.closest("[data-units]");
    if (box && ["words", "find"].includes(document.activeElement?.name)) find(box);
  });
})();
