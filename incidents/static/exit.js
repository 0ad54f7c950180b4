// Optional: everything works without this file. It hides the page at once when somebody leaves, lets three quick
// presses of Esc leave, and never shows a page again that the browser kept in memory.
"use strict";
(() => {
  const form = document.querySelector("form[data-exit]");
  if (!form) return;
  const hide = () => { document.documentElement.hidden = true; document.title = ""; };
  form.addEventListener("submit", hide);
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { presses = []; return; }
    presses = [...presses.filter((time) => event.timeStamp - time < 2000), event.timeStamp];
    if (presses.length >= 3) { hide(); form.submit(); }
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { hide(); location.reload(); } });
})();
