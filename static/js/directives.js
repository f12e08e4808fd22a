// The register of directives: branches open in place, keys go through the rows, filters send themselves.
(() => {
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll(".directives-row")].filter((row) => !row.hidden);
  const level = (row) => Number(row.dataset.level);

  // The rows below `row` in the tree, as far as they have been fetched.
  const branch = (row) => {
    const found = [];
    for (let next = row.nextElementSibling; next && level(next) > level(row); next = next.nextElementSibling) found.push(next);
    return found;
  };
  const caret = (row) => row?.querySelector("a.directives-caret");
  const isOpen = (row) => caret(row)?.getAttribute("aria-expanded") === "true";
  // A closed branch remembers which of its own branches were open.
  const reveal = (row) => branch(row).filter((below) => level(below) === level(row) + 1).forEach((below) => {
    below.hidden = false;
    if (isOpen(below)) reveal(below);
  });
  const show = (row, open) => {
    caret(row).setAttribute("aria-expanded", open);
    if (open) reveal(row);
    else branch(row).forEach((below) => { below.hidden = true; });
  };

  document.addEventListener("click", (event) => {
    const sign = event.target.closest("a.directives-caret");
    if (!sign) return;
    const row = sign.closest("tr");
    event.preventDefault();
    if (branch(row).length) show(row, !isOpen(row));
    else sign.setAttribute("aria-expanded", "true");
  });

  const go = (row) => row?.querySelector(".directives-link").focus();
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const all = rows();
    const here = all.indexOf(document.activeElement.closest?.(".directives-row"));
    if (event.key === "j" || event.key === "J") go(all[Math.min(here + 1, all.length - 1)]);
    else if (event.key === "k" || event.key === "K") go(all[Math.max(here - 1, 0)]);
    else if (here >= 0 && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      const sign = caret(all[here]);
      if (!sign || isOpen(all[here]) === (event.key === "ArrowRight")) return;
      event.preventDefault();
      sign.click();
    }
  });

  document.querySelectorAll("[data-sends]").forEach((field) => field.addEventListener("change", () => field.form.requestSubmit()));
  document.querySelectorAll("[data-scriptless]").forEach((button) => { button.hidden = true; });
  document.addEventListener("click", (event) => document.querySelectorAll("[data-closes][open]").forEach((box) => { if (!box.contains(event.target)) box.open = false; }));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") document.querySelectorAll("[data-closes][open]").forEach((box) => { box.open = false; }); });

  // Files are chosen by one button, which says what was chosen.
  document.querySelectorAll("[data-attach]").forEach((box) => {
    const input = box.querySelector("input[type=file]");
    box.classList.add("is-ready");
    box.querySelector("label.btn").hidden = false;
    input.addEventListener("change", () => { box.querySelector("output").textContent = [...input.files].map((file) => file.name).join(", "); });
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // "huong khe" finds Hương Khê.
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/đ/g, "d");
  document.querySelectorAll("[data-units]").forEach((list) => {
    const find = list.querySelector("[data-find]");
    find.hidden = false;
    find.addEventListener("input", () => {
      const words = fold(find.value).split(/\s+/).filter(Boolean);
      list.querySelectorAll("label:has(input[type=checkbox])").forEach((label) => {
        const name = fold(label.textContent);
        label.hidden = !words.every((word) => name.includes(word)) && !label.querySelector("input").checked;
      });
    });
  });
})();
