// Writing that loses no keystroke. Every form[data-autosave] keeps a copy on this device with each input, saves a second
// after typing stops, and never over another writer: the server answers 409 with both texts. Without this file the
// same forms are sent by their Save buttons.
(() => {
  const WAIT = 1000, AGAIN = 5000, KEEPALIVE_LIMIT = 60000;
  const main = document.getElementById("main");
  const words = document.getElementById("minutes-words")?.dataset ?? {};
  const editors = new Set();

  const store = {
    keys: (prefix) => { try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; } },
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* nothing is kept where nothing can be kept */ } },
  };

  // What this window last saw saved. A page asked for while a save was on its way can come back without it.
  const known = {
    get: (name) => { try { return Number(sessionStorage.getItem(`known-${name}`)); } catch { return 0; } },
    set(name, version) { try { sessionStorage.setItem(`known-${name}`, version); } catch { /* then nothing is known */ } },
    isNewer: (name, version) => known.get(name) > Number(version),
  };

  const UNSAID = ["csrf_token", "version", "hand", "words", "find"];
  const said = (form) => [...new FormData(form)].filter(([name]) => !UNSAID.includes(name)).map(([name, value]) => [name, String(value).replace(/\r\n/g, "\n")]);
  const plain = (pairs) => JSON.stringify(pairs);
  const nameOf = (hand) => (hand ?? "").split("-")[0];
  const turned = (hand, by) => { const [name, turn] = hand.split("-"); return `${name}-${Number(turn) + by}`; };
  // Enter in any field presses the first button, which finds units: only from the words to be found is that meant.
  const finds = (event) => event.submitter?.name === "find" && ["words", "find"].includes(document.activeElement?.name);
  const clock = (moment) => new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

  class Editor {
    constructor(form) {
      this.form = form;
      this.prefix = `${form.dataset.autosave}:`;
      this.version = form.elements.version;
      this.hand = form.elements.hand; // "name-turn": this editor, and how often something was typed in it
      this.written = form.dataset.typed === undefined ? plain(said(form)) : ""; // what the server holds, as far as this page knows
      this.sent = "";
      this.stopped = false;
      if (this.written && known.isNewer(form.dataset.autosave, this.version.value)) return this.renewed();
      editors.add(this);
      this.chair = this.chairOf(form.elements.site_id);
      form.addEventListener("input", (event) => { if (event.target.name !== "words") this.changed(); });
      form.addEventListener("change", (event) => {
        if (event.target.name === "site_id") this.present(event.target);
        if (event.target.name !== "words") this.changed();
      });
      form.addEventListener("focusout", () => this.save());
      form.addEventListener("submit", (event) => this.submitted(event));
      this.recover();
    }

    chairOf(sites) {
      const { name = "", title = "" } = sites?.selectedOptions?.[0]?.dataset ?? {};
      return { name, title };
    }

    // Who presides at the site speaks for it, unless somebody else is named.
    present(sites) {
      const { speaker_name: name, speaker_title: title } = this.form.elements, before = this.chair;
      this.chair = this.chairOf(sites);
      if (name.value.trim() !== "" && (name.value !== before.name || title.value !== before.title)) return;
      if (name.value.trim() === "" && title.value.trim() !== "") return;
      [name.value, title.value] = [this.chair.name, this.chair.title];
    }

    get key() { return `${this.prefix}${this.version.value}`; }
    get open() { return this.form.isConnected; }
    get dirty() { return plain(said(this.form)) !== this.written; }

    get places() { return [this.form.querySelector("[data-saved]"), main.querySelector(".minutes-bar [data-saved]")].filter(Boolean); }

    say(state, text) {
      for (const place of this.places) {
        place.dataset.state = state;
        place.textContent = text;
      }
    }

    keep() {
      return store.set(this.key, { at: Date.now(), fields: said(this.form), sent: this.sent, hand: this.hand?.value });
    }

    changed() {
      if (!this.dirty) return;
      if (this.hand) this.hand.value = turned(this.hand.value, 1);
      const kept = this.keep();
      if (this.stopped) return;
      this.say(kept ? "typing" : "kept", kept ? words.typing : words.unkept);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), WAIT);
    }

    async save({ leaving = false } = {}) {
      clearTimeout(this.timer);
      if (this.stopped || !this.open || !this.dirty) return !this.stopped;
      if (this.sending && !leaving) { this.again = true; return this.sending; }
      this.sending = this.send(leaving);
      const done = await this.sending;
      this.sending = null;
      if (this.again) { this.again = false; return this.save(); }
      return done;
    }

    async send(leaving) {
      const fields = plain(said(this.form)), key = this.key;
      const body = new URLSearchParams(new FormData(this.form));
      this.sent = fields;
      this.keep();
      let answer;
      try {
        const keepalive = leaving && String(body).length < KEEPALIVE_LIMIT;
        answer = await fetch(this.form.action, { method: "POST", body, keepalive, headers: { Accept: "application/json" } });
      } catch {
        return this.failed(words.kept);
      }
      if (answer.status === 401 || answer.redirected || !(answer.headers.get("Content-Type") ?? "").includes("json")) return this.failed(words.signIn);
      const told = await answer.json();
      if (answer.status === 400) return this.expired();
      if (answer.status === 409 && told.html) return this.conflict(told);
      if (!answer.ok) return this.refused(told);
      if (told.late && plain(said(this.form)) === fields) return this.late();
      this.written = fields;
      this.version.value = told.version;
      known.set(this.form.dataset.autosave, told.version);
      store.drop(key);
      if (this.dirty) this.changed();
      else this.say("saved", `${words.saved} ${told.saved}`);
      this.unmark();
      refreshPreview();
      return true;
    }

    unmark() {
      this.form.querySelectorAll("[data-fault]").forEach((sentence) => sentence.remove());
      this.form.querySelectorAll(".is-invalid").forEach((field) => {
        field.classList.remove("is-invalid");
        field.removeAttribute("aria-invalid");
        field.removeAttribute("aria-errormessage");
      });
    }

    failed(text) {
      this.keep();
      this.say("kept", text);
      this.timer = setTimeout(() => this.save(), AGAIN);
      return false;
    }

    refused(told) {
      this.say("kept", `${words.kept} ${told.message}`);
      this.unmark();
      for (const [name, sentences] of Object.entries(told.errors ?? {})) mark(this.form.elements[name], sentences);
      return false;
    }

    // The token of this page is none of the session any more; loaded anew it finds what is kept, and saves it.
    expired() {
      this.stopped = true; // what is typed from now on is kept; sent again, its answer would take the button away under the finger
      this.say("kept", words.expired);
      for (const place of this.places) {
        const again = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-outline-secondary", textContent: words.reload });
        again.addEventListener("click", () => location.reload());
        place.append(" ", again);
      }
      return false;
    }

    // The server has newer words of this editor than these, which only came late: they are shown instead.
    late() {
      store.keys(this.prefix).forEach(store.drop);
      this.renewed();
      return false;
    }

    renewed() {
      this.stopped = true;
      known.set(this.form.dataset.autosave, 0); // asked once: what comes then stands
      const block = this.form.closest(".minutes-block");
      if (block) replace(block, block.dataset.edit, "textarea");
      else location.reload();
    }

    conflict(told) {
      this.stopped = true;
      this.say("conflict", words.conflict);
      this.form.after(fragment(told.html));
      this.choose({ block: "nearest" });
      return false;
    }

    // What is to be chosen between comes into sight: nothing is saved before.
    choose(how) {
      const both = this.form.nextElementSibling;
      if (!both?.matches(".minutes-conflict")) return;
      both.scrollIntoView(how);
      return both;
    }

    // What an earlier visit kept here: the same as on the server (done), begun from what the server has (goes on), or
    // begun from an older text (is shown beside the newer one, by way of a conflict).
    // Whichever it is, the hand that wrote it goes on: it is never another writer to itself.
    recover() {
      for (const key of store.keys(this.prefix)) {
        const copy = store.get(key);
        const older = this.written === "" && nameOf(copy?.hand) === nameOf(this.hand?.value);
        if (!copy || older || plain(copy.fields) === this.written) { store.drop(key); continue; }
        if (this.written === "") continue;
        const version = key.slice(this.prefix.length);
        this.fill(copy.fields);
        if (this.hand && copy.hand) this.hand.value = copy.hand;
        if (copy.sent !== this.written) this.version.value = version;
        if (this.key !== key) store.drop(key);
        this.keep();
        this.say("kept", `${words.recovered} ${clock(copy.at)}`);
        setTimeout(() => this.save(), 0);
      }
    }

    fill(fields) {
      for (const control of this.form.elements) {
        if (!control.name || UNSAID.includes(control.name)) continue;
        const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
        if (control.type === "checkbox") control.checked = values.includes(control.value);
        else if (control.type !== "submit") control.value = values[0] ?? "";
      }
    }

    async submitted(event) {
      event.preventDefault();
      if (finds(event)) return;
      if (this.stopped) return this.choose({ block: "start" })?.focus({ preventScroll: true });
      if (await this.save()) this.form.querySelector("[data-close]")?.click();
    }
  }

  // The field is marked, and says below itself what is wrong with it.
  function mark(field, sentences) {
    if (!field?.classList) return;
    const told = document.createElement("p");
    Object.assign(told, { className: "nc-fault", id: `${field.id || field.name}-fault`, textContent: sentences.join(" ") });
    told.dataset.fault = "";
    field.classList.add("is-invalid");
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-errormessage", told.id);
    field.after(told);
  }

  function fragment(html) {
    return document.createRange().createContextualFragment(html);
  }

  const preview = document.querySelector("[data-preview]");
  let asked = 0, here = null, followed = null;

  // The paper beside goes along with the part in which one writes, once for each: from then on it stays where the reader
  // has it. Only the frame is moved, never the page.
  function show() {
    const shown = preview?.contentDocument, block = here?.isConnected ? here.dataset.block : null;
    if (!shown?.body) return;
    shown.querySelector(".paper-here")?.classList.remove("paper-here");
    const point = block && shown.querySelector(`[data-place="${block}"]`);
    if (!point) return;
    point.classList.add("paper-here");
    if (followed === block) return;
    followed = block;
    const frame = preview.contentWindow, { top, bottom } = point.getBoundingClientRect();
    if (top < 0 || bottom > frame.innerHeight) frame.scrollTo(0, frame.scrollY + top - frame.innerHeight / 3);
  }

  function goTo(block) {
    if (!block || (block === here && followed === block.dataset.block)) return;
    if (block.dataset.block !== here?.dataset.block) followed = null;
    here = block;
    show();
  }

  // New content in the old frame: the reader's place on the page stays.
  async function refreshPreview() {
    if (!preview) return;
    const mine = ++asked;
    try {
      const answer = await fetch(preview.src);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== asked || !answer.ok || answer.redirected) return;
      const shown = preview.contentDocument;
      shown.body.replaceChildren(...page.body.childNodes);
      show();
    } catch { /* the old picture stays; the next save asks again */ }
  }

  async function get(url) {
    const answer = await fetch(url, { headers: { Accept: "text/html", "HX-Request": "true" } });
    return answer.ok && !answer.redirected ? answer.text() : null;
  }

  async function post(form, submitter) {
    const body = new URLSearchParams(new FormData(form, submitter));
    return fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  }

  function attach(part) {
    part.querySelectorAll("form[data-autosave]").forEach((form) => new Editor(form));
  }

  async function replace(block, url, focus) {
    const html = await get(url);
    if (html === null) return location.reload();
    const fresh = fragment(html).firstElementChild;
    block.replaceWith(fresh);
    attach(fresh);
    (fresh.querySelector(focus) ?? fresh).focus();
    return fresh;
  }

  // "Keep mine" means what stands in the editor now, also what was typed or ticked after both texts were shown.
  function takeAlong(form) {
    const editor = [...editors].find((one) => one.open && one.prefix === form.dataset.settle);
    if (!editor) return;
    form.querySelectorAll("input[type=hidden]").forEach((kept) => { if (!["csrf_token", "version"].includes(kept.name)) kept.remove(); });
    const hand = editor.hand ? [["hand", editor.hand.value]] : [];
    for (const [name, value] of [...hand, ...said(editor.form)]) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
  }

  // What counts over all parts (badges of the items, what is missing before the chair) is drawn anew after each part.
  async function follow() {
    const html = await get(location.href);
    if (html === null) return;
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const old of document.querySelectorAll("[data-follows]")) {
      const fresh = page.getElementById(old.id);
      if (fresh) old.replaceWith(fresh);
    }
  }

  const editorOf = (block) => [...editors].find((one) => one.open && block.contains(one.form));

  async function openBlock(block) {
    if (!editorOf(block)) await replace(block, block.dataset.edit, "textarea");
  }

  async function closeBlock(block) {
    const editor = editorOf(block);
    if (editor && !(await editor.save())) return;
    await replace(block, block.dataset.edit.replace(/\/edit$/, ""), "[data-open]");
    follow();
  }

  async function moveBlock(block, where) {
    const button = block.querySelector(`[data-move="${where}"]`);
    if (!button) return;
    const focused = document.activeElement;
    const answer = await post(button.form);
    if (!answer.ok) return location.reload();
    const { item, before } = await answer.json();
    const list = document.querySelector(`ol[data-item="${item}"]`);
    if (!list) return location.reload();
    list.insertBefore(block, before ? document.getElementById(`block-${before}`) : null);
    (block.contains(focused) ? focused : block).focus();
    block.scrollIntoView({ block: "nearest" });
    refreshPreview();
  }

  document.addEventListener("click", (event) => {
    const block = event.target.closest(".minutes-block");
    if (!block || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("[data-open]")) { event.preventDefault(); openBlock(block); }
    if (event.target.closest("[data-close]") && block.dataset.edit) { event.preventDefault(); closeBlock(block); }
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const move = event.submitter?.dataset.move, block = form.closest(".minutes-block");
    if (form.dataset.live !== undefined) takeAlong(form);
    else if (form.dataset.settle) store.keys(form.dataset.settle).forEach(store.drop);
    if (move && block) { event.preventDefault(); moveBlock(block, move); }
    if (event.submitter?.dataset.remove !== undefined && block) {
      const editor = editorOf(block);
      if (editor) { // what was typed is saved before the part goes, so that undoing brings all of it back
        event.preventDefault();
        if (await editor.save()) { form.elements.version.value = editor.version.value; form.submit(); }
      }
    }
    if (form.dataset.add !== undefined) {
      event.preventDefault();
      const answer = await post(form, event.submitter);
      if (!answer.ok) return location.reload();
      const list = form.parentElement.querySelector(".minutes-blocks");
      const fresh = fragment((await answer.json()).html).firstElementChild;
      list.append(fresh);
      attach(fresh);
      fresh.querySelector("textarea").focus();
      fresh.scrollIntoView({ block: "nearest" });
      refreshPreview();
    }
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && editors.size) {
      event.preventDefault();
      editors.forEach((editor) => editor.save());
    }
    const block = event.target.closest?.(".minutes-block");
    if (block && event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      moveBlock(block, event.key === "ArrowUp" ? "up" : "down");
    }
  });

  document.addEventListener("focusin", (event) => goTo(event.target.closest?.(".minutes-block")));
  preview?.addEventListener("load", show);

  const flush = () => editors.forEach((editor) => editor.save({ leaving: true }));
  addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") flush(); });
  addEventListener("online", () => editors.forEach((editor) => editor.save()));

  attach(document);
  goTo(document.querySelector(".minutes-block:has(form[data-autosave])"));
  document.querySelectorAll(".minutes-block[data-edit]").forEach((block) => {
    const name = `${words.keys}${block.dataset.block}`;
    if (words.keys && store.keys(`${name}:`).length) openBlock(block);
    else if (!editorOf(block) && !block.querySelector("form[data-autosave]") && known.isNewer(name, block.dataset.version)) {
      known.set(name, 0);
      replace(block, block.dataset.edit.replace(/\/edit$/, ""), "[data-open]");
    }
  });
})();
