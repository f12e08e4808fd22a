// Reorder by dragging, or with Alt+Up and Alt+Down on a focused item. The new order is sent as one form.
(() => {
  const order = document.getElementById("agenda-order");
  if (!order) return;
  const said = document.getElementById("agenda-said");
  const save = () => {
    said.textContent = said.dataset.words;
    const form = document.createElement("form");
    form.method = "post";
    form.action = order.dataset.url;
    const add = (name, value) => {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      form.append(field);
    };
    add("csrf_token", order.dataset.token);
    add("version", order.dataset.version);
    order.querySelectorAll("[data-id]").forEach((item) => add("order", item.dataset.id));
    document.body.append(form);
    form.submit();
  };
  const settings = { handle: ".agenda-grip", animation: 0, ghostClass: "agenda-ghost", onEnd: (event) => { if (event.oldIndex !== event.newIndex) save(); } };
  order.querySelectorAll("[data-sortable]").forEach((list) => Sortable.create(list, settings));
  let timer = 0;
  order.addEventListener("keydown", (event) => {
    const item = event.target.closest("[data-id]");
    if (!event.altKey || event.target !== item) return;
    const other = event.key === "ArrowUp" ? item.previousElementSibling : event.key === "ArrowDown" ? item.nextElementSibling : null;
    if (!other) return;
    event.preventDefault();
    if (event.key === "ArrowUp") other.before(item); else other.after(item);
    item.focus();
    sessionStorage.setItem("agenda-focus", item.id);
    clearTimeout(timer);
    timer = setTimeout(save, 800);
  });
  const moved = new URLSearchParams(location.search).get("moved");
  const wanted = sessionStorage.getItem("agenda-focus") || (moved && `item-${moved}`);
  sessionStorage.removeItem("agenda-focus");
  if (wanted && !document.querySelector("[autofocus]")) document.getElementById(wanted)?.focus();
})();
