// A number that one presses up and down; without this file it is typed.

function button(sign, step, field) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", textContent: sign, className: "nc-step" });
  made.setAttribute("aria-label", `${field.getAttribute("aria-label")} ${step > 0 ? "+" : "−"}1`);
  made.addEventListener("click", () => {
    const next = Math.max(Number(field.min || 0), (parseInt(field.value, 10) || 0) + step);
    field.value = Math.min(Number(field.max || Infinity), next);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return made;
}

function equip() {
  for (const box of document.querySelectorAll("[data-stepper]:not([data-equipped])")) {
    const field = box.querySelector("input");
    box.dataset.equipped = "";
    box.prepend(button("−", -1, field));
    box.append(button("+", 1, field));
  }
}

document.addEventListener("htmx:after:swap", equip);
equip();
