// Reorder by dragging, or with Alt+Up and Alt+Down on a focused item. The new order is sent as one form.
(() => {
  const list = document.querySelector("[data-sortable]");
  if (!list) return;
  const save = () => {
    document.getElementById("agenda-said").textContent = document.getElementById("agenda-said").dataset.words;
    const form = document.createElement("form");
    form.method = "post";
    form.action = list.dataset.url;
    const add = (name, value) => {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      form.append(field);
    };
    add("csrf_token", list.dataset.token);
    add("version", list.dataset.version);
    list.querySelectorAll("[data-id]").forEach((item) => add("order", item.dataset.id));
    document.body.append(form);
    form.submit();
  };
  Sortable.create(list, { handle: ".agenda-grip", animation: 0, ghostClass: "agenda-ghost", onEnd: (event) => { if (event.oldIndex !== event.newIndex) save(); } });
  let timer = 0;
  list.addEventListener("keydown", (event) => {
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
  const wanted = sessionStorage.getItem("agenda-focus") || (new URLSearchParams(location.search).get("moved") && `item-${new URLSearchParams(location.search).get("moved")}`);
  sessionStorage.removeItem("agenda-focus");
  if (wanted) document.getElementById(wanted)?.focus();
})();
