/* Asks the browser for a passkey and sends what it says. What goes wrong is told in words. */
(() => {
  "use strict";

  const WORDS = {
    NotAllowedError: "No passkey was used: it was cancelled, or it took too long. Try again.",
    InvalidStateError: "This passkey is here already. Use another device or key.",
    SecurityError: "Passkeys do not work at this address. Open the site at its own address.",
    NotSupportedError: "This device has no passkey that fits. Sign in another way.",
    ConstraintError: "This key cannot check that it is you. Set a PIN on it, or use another.",
  };
  const OLD = "This browser cannot use passkeys. Use a newer one, or sign in another way.";

  const options = () => JSON.parse(document.getElementById("passkey-options").textContent);

  async function fromSite(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("Too many attempts. Wait a minute, then try again.");
    return (await answer.json()).request_options;
  }

  async function get(asked) {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked.publicKey);
    return navigator.credentials.get({ publicKey });
  }

  async function create(form) {
    const asked = options().creation_options.publicKey;
    const alone = form.elements.passwordless.checked;
    asked.authenticatorSelection = {
      ...asked.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      ...(alone && { userVerification: "required" }),
    };
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked);
    return navigator.credentials.create({ publicKey });
  }

  const ASK = {
    create,
    get: () => get(options().request_options),
    "sign-in": async (form) => get(await fromSite(form)),
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("[data-passkey-button]");
    const problem = form.querySelector("[data-passkey-problem]");
    if (!button) continue;
    form.querySelector("[data-passkey-without]").hidden = true;
    const tell = (words) => {
      problem.textContent = words;
      problem.hidden = false;
    };
    if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
      tell(OLD);
      continue;
    }
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.hidden = true;
      try {
        const credential = await ASK[form.dataset.passkey](form);
        form.elements.credential.value = JSON.stringify(credential.toJSON());
        form.submit();
      } catch (error) {
        tell(WORDS[error.name] ?? `The passkey did not work: ${error.message}`);
      }
    });
  }
})();
