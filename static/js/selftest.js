// A site's self-test: tries camera, microphone, loudspeaker, the secure connection and the way to the video host, writes
// each result into the form and leaves it to the person to send it. Without this script the form is filled in by hand.
const page = document.querySelector("[data-self-test]");
const words = JSON.parse(page.dataset.words);
const set = (probe, result, detail = "") => {
  page.querySelector(`select[name="probe_${probe}"]`).value = result;
  const line = page.querySelector(`[data-probe="${probe}"]`);
  line.dataset.result = result;
  line.querySelector("[data-said]").textContent = detail ? `${words[result]} · ${detail}` : words[result];
};

// What getUserMedia throws, in our words.
const fault = (error) =>
  ({ NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing", OverconstrainedError: "missing" })[error.name] ?? "bad";

const streams = [];
async function open(kind) {
  const stream = await navigator.mediaDevices.getUserMedia({ [kind]: true });
  streams.push(stream);
  return stream;
}

async function camera() {
  const video = page.querySelector("video");
  video.srcObject = await open("video");
  await video.play();
  page.querySelector("[data-picture]").hidden = false;
  const { width, height } = video.srcObject.getVideoTracks()[0].getSettings();
  return width ? `${width} × ${height}` : "";
}

// The loudest moment of a few seconds, 0 to 100. A microphone that gives nothing at all is muted or broken.
async function microphone() {
  const context = new AudioContext();
  await context.resume();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(await open("audio")).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const meter = page.querySelector("meter");
  let loudest = 0;
  page.querySelector("[data-level]").hidden = false;
  const until = performance.now() + Number(page.dataset.listen);
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    analyser.getFloatTimeDomainData(samples);
    const now = Math.min(100, Math.round(140 * Math.max(...samples.map(Math.abs))));
    meter.value = now;
    loudest = Math.max(loudest, now);
  }
  await context.close();
  page.querySelector('[name="level"]').value = loudest;
  if (loudest < 2) throw Object.assign(new Error("silent"), { name: "Silent" });
  return `${loudest}%`;
}

async function server() {
  await fetch(page.dataset.script, { mode: "no-cors", cache: "no-store", signal: AbortSignal.timeout(8000) });
}

function socket() {
  return new Promise((resolve, reject) => {
    const line = new WebSocket(page.dataset.socket, "xmpp");
    const end = setTimeout(() => line.close(), 8000);
    let opened = false;
    line.addEventListener("open", () => {
      opened = true;
      line.close();
    });
    line.addEventListener("close", () => {
      clearTimeout(end);
      opened ? resolve() : reject(new Error("no connection"));
    });
  });
}

async function attempt(probe, act) {
  const line = page.querySelector(`[data-probe="${probe}"]`);
  line.querySelector("[data-said]").textContent = page.dataset.trying;
  try {
    set(probe, "good", await act());
  } catch (error) {
    set(probe, fault(error));
  }
}

function tone() {
  const context = new AudioContext();
  const sound = context.createOscillator();
  const volume = context.createGain();
  volume.gain.value = 0.2;
  sound.frequency.value = 440;
  sound.connect(volume).connect(context.destination);
  sound.start();
  sound.stop(context.currentTime + 1.5);
  sound.addEventListener("ended", () => context.close());
  page.querySelector("[data-heard]").hidden = false;
}

async function run(button) {
  button.disabled = true;
  set("secure", window.isSecureContext ? "good" : "bad");
  if (navigator.mediaDevices) {
    await attempt("camera", camera);
    await attempt("microphone", microphone);
  } else {
    for (const probe of ["camera", "microphone"]) set(probe, "refused");
  }
  for (const stream of streams.splice(0)) for (const track of stream.getAudioTracks()) track.stop();
  if (page.dataset.script) {
    await attempt("server", server);
    await attempt("socket", socket);
  }
  page.dataset.done = "yes";
  button.disabled = false;
}

page.querySelector("[data-start]").addEventListener("click", (event) => run(event.currentTarget));
page.querySelector("[data-tone]").addEventListener("click", tone);
for (const answer of page.querySelectorAll("[data-answer]"))
  answer.addEventListener("click", () => set("speaker", answer.dataset.answer));
for (const part of page.querySelectorAll("[data-scripted]")) part.hidden = false;
page.querySelector("details[data-by-hand]").open = false;
