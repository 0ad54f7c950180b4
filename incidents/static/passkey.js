// Optional: a code does the same without this file. It asks the browser to make a passkey, or to show one.
"use strict";
(() => {
  const form = document.querySelector("form[data-passkey]");
  const known = window.PublicKeyCredential;
  if (!form || !known || !known.parseRequestOptionsFromJSON || !known.parseCreationOptionsFromJSON) return;
  const { passkey: deed, host, options } = form.dataset;
  if (location.hostname !== host || !isSecureContext) return;
  const { passkey: field, code } = form.elements;
  const button = form.querySelector("[data-passkey-button]");
  const trouble = document.getElementById("passkey-trouble");
  const ask = {
    make: (asked) => navigator.credentials.create({ publicKey: known.parseCreationOptionsFromJSON(asked) }),
    show: (asked) => navigator.credentials.get({ publicKey: known.parseRequestOptionsFromJSON(asked) }),
  };
  for (const one of document.querySelectorAll("[data-with-passkey]")) one.hidden = false;
  for (const one of document.querySelectorAll("[data-without-passkey]")) one.hidden = true;
  let asking = false;
  form.addEventListener("submit", async (event) => {
    const { submitter } = event;
    const typed = code && (code.value.trim() || (button && submitter !== button));
    if (field.value || typed) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    trouble.hidden = true;
    try {
      field.value = JSON.stringify(await ask[deed](JSON.parse(options)));
      form.requestSubmit(submitter);
    } catch {
      trouble.hidden = false;
    }
    asking = false;
  });
  // Back on a page that the browser kept: what was shown once counts no second time.
  addEventListener("pageshow", (event) => { if (event.persisted) field.value = ""; });
})();
