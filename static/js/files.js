// A file that is too large to arrive is named beside its question as soon as it is chosen, and its form is not sent: the
// server would refuse the whole of it unread. The limits and the words stand on the question (`size_told` of
// web/uploads.py).
const MEGABYTE = 1024 * 1024;
const LIMITED = "input[type=file][data-most]";

function megabytes(bytes) {
  const size = Math.ceil((bytes / MEGABYTE) * 10) / 10;
  return size.toLocaleString(document.documentElement.lang || "vi");
}

function fault(input) {
  const files = [...input.files];
  const large = files.find((file) => file.size > Number(input.dataset.most));
  if (large) return input.dataset.tooLarge.replace("{name}", large.name).replace("{size}", megabytes(large.size));
  const whole = files.reduce((sum, file) => sum + file.size, 0);
  return whole > Number(input.dataset.mostTogether) ? input.dataset.tooMuch.replace("{size}", megabytes(whole)) : "";
}

// What it describes itself by besides stays; the words of the server about a former file go.
function describe(input, id, is_there) {
  const ids = (input.getAttribute("aria-describedby") || "").split(" ").filter((one) => one && one !== id);
  if (is_there) ids.push(id);
  if (ids.length) input.setAttribute("aria-describedby", ids.join(" "));
  else input.removeAttribute("aria-describedby");
}

function tell(input) {
  const words = fault(input);
  const id = `${input.id}-large`;
  document.getElementById(id)?.remove();
  if (words) {
    const line = Object.assign(document.createElement("p"), { id, className: "nc-fault", textContent: words });
    line.setAttribute("role", "alert");
    (input.closest(".nc-field") || input.parentNode).append(line);
  }
  input.classList.toggle("is-invalid", Boolean(words));
  if (words) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  describe(input, id, Boolean(words));
  return words;
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.(LIMITED)) tell(event.target);
});

// Before other scripts hear that the form is sent: unsaved.js takes it for safe then.
addEventListener("submit", (event) => {
  const large = [...event.target.querySelectorAll(LIMITED)].find(tell);
  if (!large) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  large.focus();
}, { capture: true });
