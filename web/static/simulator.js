// A phone's page: new texts and statuses appear by themselves. Without it the page works by reloading.

const list = document.getElementById("bubbles");
const form = document.querySelector("form.answer");
const box = form?.querySelector("textarea");
let cursor = Number(list?.dataset.cursor ?? 0);
let asking = false;

const atTheEnd = () => list.scrollHeight - list.scrollTop - list.clientHeight < 60;
const toTheEnd = () => { list.scrollTop = list.scrollHeight; };

function write(words, text) {
  // Links are made from text nodes, so nothing that a message says can become markup.
  words.replaceChildren();
  for (const piece of text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]'])/)) {
    if (!/^https?:\/\//.test(piece)) {
      words.append(piece);
      continue;
    }
    const link = document.createElement("a");
    link.href = piece;
    link.rel = "noopener noreferrer";
    link.textContent = piece;
    words.append(link);
  }
}

function bubble(text) {
  const item = document.createElement("li");
  item.className = `bubble ${text.mine ? "mine" : "theirs"}`;
  item.dataset.sid = text.sid;
  const words = document.createElement("p");
  words.className = "words";
  write(words, text.body);
  const when = document.createElement("p");
  when.className = "when";
  const time = document.createElement("time");
  time.dateTime = text.at;
  time.textContent = text.hour;
  const status = document.createElement("span");
  status.className = "status";
  when.append(time, " ", status);
  item.append(words, when);
  return item;
}

function show(text) {
  let item = list.querySelector(`[data-sid="${CSS.escape(text.sid)}"]`);
  if (!item) {
    list.querySelector(".empty")?.remove();
    item = bubble(text);
    list.append(item);
  }
  item.querySelector(".status").textContent = text.status;
}

async function ask() {
  if (asking || document.hidden) return;
  asking = true;
  try {
    const response = await fetch(`${list.dataset.texts}?after=${cursor}`);
    if (!response.ok) return;
    const news = await response.json();
    const follow = atTheEnd();
    if (news.cursor < cursor) location.reload(); // the simulator began anew
    cursor = news.cursor;
    news.texts.forEach(show);
    if (news.texts.length && follow) toTheEnd();
  } catch {
    // The server is away; the next question may find it.
  } finally {
    asking = false;
  }
}

async function send(event) {
  event.preventDefault();
  if (!box.value.trim()) return;
  const answer = new FormData(form);
  try {
    const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(answer) });
    if (!response.ok) throw new Error(String(response.status));
  } catch {
    form.submit(); // the page itself says what is wrong
    return;
  }
  box.value = "";
  await ask();
  toTheEnd();
}

if (list && form && box) {
  toTheEnd();
  form.addEventListener("submit", send);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  setInterval(ask, 1000);
  document.addEventListener("visibilitychange", ask);
}
