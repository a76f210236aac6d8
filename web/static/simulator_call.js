// A telephone's calls: the page is fetched again when something on them has changed, unless somebody is typing there.

const phone = document.getElementById("telephone");
const heard = document.getElementById("heard");
let asking = false;

const typing = () => [...phone.querySelectorAll("input:not([type=hidden])")].some((box) => box.value);

async function ask() {
  if (asking || document.hidden) return;
  asking = true;
  try {
    const response = await fetch(phone.dataset.asked);
    if (!response.ok) return;
    const news = await response.json();
    const same = news.mark === phone.dataset.mark && news.state === phone.dataset.state;
    if (!same && (!typing() || news.state === "idle")) location.reload();
  } catch {
    // The server is away; the next question may find it.
  } finally {
    asking = false;
  }
}

if (phone && heard) {
  heard.scrollTop = heard.scrollHeight;
  setInterval(ask, 700);
  document.addEventListener("visibilitychange", ask);
}
