// Tells an open page that something has changed, and leaves what is being typed alone. Without it one reloads.

const news = document.getElementById("news");
let asking = false;

async function ask() {
  if (asking || document.hidden || news.firstChild) return;
  asking = true;
  try {
    const response = await fetch(news.dataset.ask, { headers: { Accept: "application/json" } });
    if (response.ok && (await response.json()).mark !== news.dataset.mark) show();
  } catch {
    // The server is away; the next question may find it.
  } finally {
    asking = false;
  }
}

function show() {
  const again = document.createElement("a");
  again.href = location.pathname + location.search;
  again.textContent = "Something has changed. Show it";
  news.append(again);
}

if (news) {
  setInterval(ask, 5000);
  document.addEventListener("visibilitychange", ask);
}
