// Puts the chat into a page: <script src="https://…/widget.js" async></script>. It adds a button, and by it a frame of
// our own page; nothing of the page it stands in is read, and nothing is loaded before somebody clicks.

(() => {
  const script = document.currentScript;
  const spanish = (script.dataset.language ?? document.documentElement.lang ?? "").toLowerCase().startsWith("es");
  const address = new URL(`/embed?language=${spanish ? "es" : "en"}`, script.src).href;
  const says = spanish ? { open: "Chat", close: "Cerrar el chat" } : { open: "Chat", close: "Close the chat" };

  const place = document.createElement("div");
  const inside = place.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000; display: grid; gap: .5rem;
      justify-items: end; font: 1rem/1.4 system-ui, sans-serif; }
    button { min-height: 2.75rem; padding: .5rem 1.25rem; border: 0; border-radius: 1.5rem; font: inherit; font-weight: 600;
      color: #ffffff; background: #0b5a52; cursor: pointer; box-shadow: 0 2px 8px rgb(0 0 0 / .25); }
    button:focus-visible { outline: 3px solid #0b5a52; outline-offset: 2px; }
    iframe { width: min(24rem, calc(100vw - 2rem)); height: min(36rem, calc(100dvh - 6rem)); border: 1px solid #767c85;
      border-radius: .75rem; background: #ffffff; box-shadow: 0 4px 24px rgb(0 0 0 / .25); }
    [hidden] { display: none; }`);
  inside.adoptedStyleSheets = [sheet];

  const button = document.createElement("button");
  button.type = "button";
  button.textContent = says.open;
  button.setAttribute("aria-expanded", "false");
  let frame = null;
  button.addEventListener("click", () => {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = says.open;
      frame.src = address;
      frame.hidden = true;
      inside.insertBefore(frame, button);
    }
    frame.hidden = !frame.hidden;
    button.textContent = frame.hidden ? says.open : says.close;
    button.setAttribute("aria-expanded", String(!frame.hidden));
  });
  inside.append(button);
  document.body.append(place);
})();
