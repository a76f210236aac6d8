// The chat: lines come by a stream that takes up at the last number heard, and by asking where no stream can be held;
// what is written is kept on the device until the server has it, and said again under the same key. Without this
// script the page works by its form.

const list = document.getElementById("lines");
const form = document.getElementById("say");
const box = form.elements.text;
const why = document.getElementById("why");
const offline = document.getElementById("offline");
const language = document.documentElement.lang;
const KEPT = "chat-unsent";
let heard = Number(list.dataset.after);
let stream = null;

const toTheEnd = () => { list.scrollTop = list.scrollHeight; };
const unsent = () => { try { return JSON.parse(localStorage.getItem(KEPT)) ?? []; } catch { return []; } };
const keep = (lines) => { try { localStorage.setItem(KEPT, JSON.stringify(lines)); } catch { /* it is kept on the page */ } };
const found = (key) => list.querySelector(`[data-key="${CSS.escape(key)}"]`);
const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");

function show({ number = null, who, text, key }) {
  list.querySelector(".empty")?.remove();
  let item = found(key);
  if (!item) {
    item = document.createElement("li");
    item.dataset.key = key;
    item.append(document.createElement("p"), document.createElement("p"));
    item.firstChild.className = "who";
    item.lastChild.className = "words";
    list.append(item);
  }
  item.className = `line ${who}${number === null ? " waiting" : ""}`;
  if (number !== null) {
    item.dataset.number = number;
    // In the order of the numbers, though a line of ours stood here before the server had it.
    const next = [...list.children].find((one) => Number(one.dataset.number) > number || (one !== item && !one.dataset.number));
    if (next) list.insertBefore(item, next); else list.append(item);
  }
  item.querySelector(".who").textContent = list.dataset[who] + (number === null ? ` · ${list.dataset.waiting}` : "");
  item.querySelector(".words").textContent = text;
  toTheEnd();
}

function taken(line) {
  if (line.number <= heard) return;
  heard = line.number;
  if (line.who === "visitor") keep(unsent().filter((one) => one.key !== line.key));
  show(line);
}

async function say(line) {
  const body = new URLSearchParams(line);
  const answer = await fetch(`/embed/lines?language=${language}`, { method: "POST", body });
  if (answer.status === 422) {
    keep(unsent().filter((one) => one.key !== line.key));
    found(line.key)?.remove();
    why.textContent = (await answer.json()).says;
    why.hidden = false;
    if (!box.value) box.value = line.text;
    return;
  }
  if (!answer.ok) throw new Error(answer.statusText);
  keep(unsent().filter((one) => one.key !== line.key));
}

let saying = false;
async function sayAll() {
  if (saying) return;
  saying = true;
  try {
    for (let line = unsent()[0]; line; line = unsent()[0]) await say(line);
    offline.hidden = true;
  } catch {
    offline.hidden = false;
    for (const line of unsent()) {
      const item = found(line.key);
      if (item) item.querySelector(".who").textContent = `${list.dataset.visitor} · ${list.dataset.kept}`;
    }
    toTheEnd();
  } finally {
    saying = false;
  }
}

function begin(text) {
  why.hidden = true;
  const line = { text, key: fresh() };
  keep([...unsent(), line]);
  show({ who: "visitor", ...line });
  sayAll();
}

function listen() {
  stream?.close();
  stream = new EventSource(`/embed/stream?after=${heard}`);
  stream.addEventListener("line", (event) => taken(JSON.parse(event.data)));
  stream.addEventListener("open", () => { offline.hidden = true; sayAll(); });
  stream.addEventListener("error", () => {
    // A stream that ends is opened again by the browser, with the number it heard last; one that is refused is not.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 3000);
  });
}

async function ask() {
  if (stream?.readyState === EventSource.OPEN) return;
  try {
    const answer = await fetch(`/embed/lines?after=${heard}`);
    if (answer.ok) (await answer.json()).lines.forEach(taken);
    sayAll();
  } catch { /* it is asked again */ }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  begin(text);
  box.focus();
});
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
});
document.getElementById("person").addEventListener("submit", (event) => {
  event.preventDefault();
  begin(event.target.elements.text.value);
});
window.addEventListener("online", () => { listen(); sayAll(); });
window.addEventListener("offline", () => { offline.hidden = false; });

for (const line of unsent()) if (!found(line.key)) show({ who: "visitor", ...line });
new ResizeObserver(toTheEnd).observe(list); // a notice or a keyboard takes room: the last line stays in sight
listen();
setInterval(ask, 5000);
