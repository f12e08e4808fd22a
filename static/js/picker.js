// The unit tree: three-state boxes that answer at once, arrows to walk, and one quiet question to the server
// for names and clashes. Without this file every button of the form still works.

const ids = (text) => (text ? text.split(",") : []);

function chosenIn(form) {
  return new Set(ids(form.querySelector("[data-chosen]").value));
}

function show(form, chosen) {
  form.querySelector("[data-chosen]").value = [...chosen].join(",");
  for (const box of form.querySelectorAll("[data-unit]")) box.checked = chosen.has(box.value);
  for (const box of form.querySelectorAll("[data-family]")) showFamily(box, chosen);
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
  if (!box.checked && was) was.remove();
}

function tick(event) {
  const box = event.target;
  const form = box.closest("[data-picker]");
  if (!form) return;
  const asks = box.name === "relay" || box.name === "main";
  if (!box.matches("[data-unit], [data-family]") && !asks) return;
  const chosen = chosenIn(form);
  const units = box.matches("[data-family]") ? ids(box.dataset.family) : box.matches("[data-unit]") ? [box.value] : [];
  for (const unit of units) box.checked ? chosen.add(unit) : chosen.delete(unit);
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
  if (form) show(form, chosenIn(form));
}

document.addEventListener("change", tick);
document.addEventListener("keydown", walk);
document.addEventListener("htmx:after:swap", refresh);
refresh();
