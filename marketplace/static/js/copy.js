/* Copies what a link leads to, instead of going there. Without this script the link still leads. */
(() => {
  "use strict";

  const said = document.querySelector("[data-copied]");

  async function copy(address) {
    const text = fetch(address).then((answer) => {
      if (!answer.ok) throw new Error(answer.status);
      return answer.text();
    });
    // A promise inside the item keeps the click's permission while the text is on its way.
    if (window.ClipboardItem) {
      const blob = text.then((words) => new Blob([words], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    } else {
      await navigator.clipboard.writeText(await text);
    }
  }

  for (const link of document.querySelectorAll("a[data-copy]")) {
    link.addEventListener("click", async (event) => {
      if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      try {
        await copy(link.href);
        said.textContent = "Copied. Paste it into your e-mail.";
      } catch {
        location.assign(link.href);
      }
    });
  }
})();
