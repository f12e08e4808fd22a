// A line that is typed freely, input[data-suggest=address]: whom it could mean is offered while one types, with or without
// marks, and taken by mouse, touch or keys. The server draws the offers. Without this file the browser's own list stands.
(() => {
  const WAIT = 200;
  let made = 0;

  class Suggestions {
    constructor(input) {
      this.input = input;
      this.asked = 0;
      this.list = Object.assign(document.createElement("ul"), { id: `offers-${++made}` });
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", input.labels[0].textContent.trim());
      this.told = document.createElement("p");
      this.told.setAttribute("role", "status");
      this.box = Object.assign(document.createElement("div"), { className: "nc-offers" });
      this.box.append(this.list, this.told);
      const around = Object.assign(document.createElement("div"), { className: "nc-suggest" });
      input.replaceWith(around);
      around.append(input, this.box);
      input.list?.remove();
      input.removeAttribute("list");
      for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": this.list.id })) input.setAttribute(name, value);
      this.show(false);
      input.addEventListener("input", () => this.ask(WAIT));
      input.addEventListener("click", () => this.ask(0));
      input.addEventListener("keydown", (event) => this.key(event));
      input.addEventListener("blur", () => this.close());
      // The press must not take the focus away before it is a click.
      this.box.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    }

    get open() { return this.box.classList.contains("is-open"); }
    get offers() { return [...this.list.querySelectorAll("[role=option]")]; }
    get marked() { return this.list.querySelector("[aria-selected=true]"); }

    ask(wait) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.find(), wait);
    }

    async find() {
      const mine = ++this.asked;
      const address = `${this.input.dataset.suggest}?words=${encodeURIComponent(this.input.value)}`;
      let answer;
      try { answer = await fetch(address, { headers: { Accept: "text/html", "HX-Request": "true" } }); } catch { return; }
      if (!answer.ok || answer.redirected) return;
      const html = await answer.text();
      if (mine !== this.asked || document.activeElement !== this.input) return;
      const found = document.createRange().createContextualFragment(html);
      this.list.replaceChildren(...found.querySelectorAll("li"));
      this.offers.forEach((offer, place) => { offer.id = `${this.list.id}-${place}`; });
      this.list.hidden = !this.offers.length;
      this.told.textContent = found.querySelector("p").textContent;
      this.mark(null);
      this.show(true);
      this.box.scrollIntoView({ block: "nearest" });
    }

    show(open) {
      this.box.classList.toggle("is-open", open);
      this.input.setAttribute("aria-expanded", String(open));
    }

    close() {
      clearTimeout(this.timer);
      this.asked += 1;
      this.mark(null);
      this.show(false);
    }

    mark(offer) {
      this.marked?.setAttribute("aria-selected", "false");
      offer?.setAttribute("aria-selected", "true");
      offer?.scrollIntoView({ block: "nearest" });
      if (offer) this.input.setAttribute("aria-activedescendant", offer.id);
      else this.input.removeAttribute("aria-activedescendant");
    }

    take(offer) {
      if (!offer) return;
      this.input.value = offer.textContent;
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
      this.close();
    }

    key(event) {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && !this.open) this.find();
      else if (step) this.walk(step);
      else if (event.key === "Enter" && this.marked) this.take(this.marked);
      else if (event.key === "Escape" && this.open) this.close();
      else return;
      event.preventDefault();
    }

    // Beyond either end stands the line itself, with what was typed.
    walk(step) {
      const offers = this.offers, from = offers.indexOf(this.marked);
      const to = from < 0 && step < 0 ? offers.length - 1 : from + step;
      this.mark(offers[to] ?? null);
    }
  }

  document.querySelectorAll("input[data-suggest]").forEach((input) => new Suggestions(input));
})();
