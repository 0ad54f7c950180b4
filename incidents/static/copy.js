// Optional: the text can be marked and copied without this file. It puts a sentence on the clipboard.
"use strict";
(() => {
  const around = document.querySelector("[data-copied]");
  if (!around || !navigator.clipboard) return;
  for (const button of around.querySelectorAll("[data-copy]")) {
    const said = button.parentElement.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy);
      try {
        await navigator.clipboard.writeText(text.textContent);
        for (const other of around.querySelectorAll("[role=status]")) other.textContent = "";
        said.textContent = around.dataset.copied;
      } catch {
        getSelection().selectAllChildren(text);
      }
    });
  }
})();
