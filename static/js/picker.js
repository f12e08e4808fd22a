// The unit tree: three-state boxes that answer at once, arrows to walk, and one quiet question to the server
// for names and clashes. Without this file every button of the form still works.

// Thousands of numbers are written as ranges, "7-3006,3010"; the server writes and reads them the same way.
function ids(text) {
  const found = [];
  for (const part of text ? text.split(",") : []) {
    const [first, last = first] = part.split("-").map(Number);
    for (let number = first; number <= last; number += 1) found.push(number);
  }
  return found;
}

function ranges(numbers) {
  const runs = [];
  for (const number of [...numbers].sort((one, two) => one - two)) {
    const run = runs.at(-1);
    if (run && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(",");
}

// What was ticked since the last question left: its answer does not know of it yet, and must not undo it.
let unasked = null;

function chosenIn(form) {
  return new Set(ids(form.querySelector("[data-chosen]").value));
}

function show(form, chosen) {
  form.querySelector("[data-chosen]").value = ranges(chosen);
  for (const box of form.querySelectorAll("[data-unit]")) box.checked = chosen.has(Number(box.value));
  for (const box of form.querySelectorAll("[data-family]")) showFamily(box, chosen);
  for (const group of form.querySelectorAll("[data-group]")) {
    const units = ids(group.dataset.group);
    group.setAttribute("aria-pressed", String(units.length > 0 && units.every((unit) => chosen.has(unit))));
  }
}

function showFamily(box, chosen) {
  const units = ids(box.dataset.family);
  const number = units.filter((unit) => chosen.has(unit)).length;
  box.checked = number === units.length;
  box.indeterminate = number > 0 && number < units.length;
  const node = box.closest(".site-node");
  const count = node.querySelector("[data-count]");
  count.textContent = `${number} / ${units.length}`;
  count.toggleAttribute("data-some", number > 0 && number < units.length);
  keepWas(node, box);
}

// What the server is told was ticked must follow what is ticked, or it would take our tick for a second wish.
function keepWas(node, box) {
  let was = node.querySelector("[name=was]");
  if (box.checked && !was) {
    was = document.createElement("input");
    Object.assign(was, { type: "hidden", name: "was", value: box.value });
    node.append(was);
  }
  if (!box.checked) was?.remove();
}

function tick(event) {
  const box = event.target;
  const form = box.closest("[data-picker]");
  if (!form) return;
  const asks = box.name === "relay" || box.name === "main";
  if (!box.matches("[data-unit], [data-family]") && !asks) return;
  const chosen = chosenIn(form);
  const units = box.matches("[data-family]") ? ids(box.dataset.family) : box.matches("[data-unit]") ? [Number(box.value)] : [];
  for (const unit of units) box.checked ? chosen.add(unit) : chosen.delete(unit);
  unasked = chosen;
  show(form, chosen);
  form.dispatchEvent(new CustomEvent("picked"));
}

function walk(event) {
  const box = event.target.closest?.("[data-tree] input[type=checkbox]");
  if (!box || event.altKey || event.ctrlKey || event.metaKey) return;
  const boxes = [...box.closest("[data-tree]").querySelectorAll("input[type=checkbox]")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) boxes[boxes.indexOf(box) + step]?.focus();
  else if (event.key === "ArrowRight") turn(box, "false") || boxes[boxes.indexOf(box) + 1]?.focus();
  else if (event.key === "ArrowLeft") turn(box, "true") || parentBox(box)?.focus();
  else return;
  event.preventDefault();
}

function turn(box, expanded) {
  const opener = box.closest(".site-node").querySelector(`.site-opener[aria-expanded="${expanded}"]`);
  opener?.click();
  return Boolean(opener);
}

function parentBox(box) {
  return box.closest("li").parentElement.closest("li")?.querySelector("input[type=checkbox]");
}

function refresh() {
  const form = document.querySelector("[data-picker]");
  if (form) show(form, unasked ?? chosenIn(form));
  if (form && unasked) form.dispatchEvent(new CustomEvent("picked"));
}

function ask() {
  unasked = null;
}

document.addEventListener("change", tick);
document.addEventListener("keydown", walk);
document.addEventListener("htmx:before:request", ask);
document.addEventListener("htmx:after:swap", refresh);
refresh();
