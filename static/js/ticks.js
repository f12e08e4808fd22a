// What a button does to the ticked rows is said on it in numbers; all are ticked or unticked at once. Without this file
// the button names no number, and the two links ask for the page anew.
(() => {
  const boxesOf = (form) => [...form.querySelectorAll("input[type=checkbox]")];

  function say(button) {
    const words = (button.dataset.words ??= button.querySelector("span").textContent);
    const ticked = boxesOf(button.form).filter((box) => box.checked);
    const number = ticked.reduce((sum, box) => sum + Number(box.dataset.number ?? 1), 0);
    const said = number === 1 ? button.dataset.one : button.dataset.many;
    button.querySelector("span").textContent = number ? said.replace("#", number.toLocaleString(document.documentElement.lang)) : words;
  }

  const sayAll = () => document.querySelectorAll("[data-ticked]").forEach(say);

  document.addEventListener("change", (event) => {
    if (event.target.matches("input[type=checkbox]")) sayAll();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-tick]");
    const form = link?.closest("form");
    if (!form) return;
    event.preventDefault();
    for (const box of boxesOf(form)) box.checked = link.dataset.tick === "all" && !("apart" in box.dataset);
    sayAll();
  });

  // The browser gives back former ticks after the page has been drawn.
  addEventListener("pageshow", sayAll);
  sayAll();
})();
