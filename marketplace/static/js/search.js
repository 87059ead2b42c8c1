/* Suggestions while somebody types, and filters without loading the page anew. Without this script,
   or where the network fails, both are ordinary forms and links. */
(() => {
  "use strict";

  const PAUSE = 150; // milliseconds without a key before anything is asked
  const FEWEST_LETTERS = 2;

  // Suggestions: a combobox with a list, after the ARIA Authoring Practices -------------------------

  function suggesting(input) {
    const list = document.createElement("ul");
    const said = document.createElement("p");
    let options = [];
    let active = -1;
    let asking = null;
    let waiting = 0;

    list.id = `${input.id}-list`;
    list.className = "suggested";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    said.className = "vh";
    said.setAttribute("role", "status");
    input.parentElement.append(list, said);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    function close() {
      clearTimeout(waiting);
      asking?.abort();
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      point(-1);
    }

    function point(at) {
      active = at;
      options.forEach((option, n) => option.element.setAttribute("aria-selected", String(n === at)));
      if (at < 0) {
        input.removeAttribute("aria-activedescendant");
      } else {
        input.setAttribute("aria-activedescendant", options[at].element.id);
        options[at].element.scrollIntoView({ block: "nearest" });
      }
    }

    function option(suggestion, n) {
      const element = document.createElement("li");
      const kind = document.createElement("small");
      element.id = `${list.id}-${n}`;
      element.setAttribute("role", "option");
      kind.textContent = suggestion.kind;
      element.append(suggestion.label, " ", kind);
      element.addEventListener("click", () => location.assign(suggestion.url));
      return { element, url: suggestion.url };
    }

    function open(suggestions) {
      options = suggestions.map(option);
      list.replaceChildren(...options.map((each) => each.element));
      list.hidden = !options.length;
      input.setAttribute("aria-expanded", String(options.length > 0));
      point(-1);
      const count = options.length === 1 ? "1 suggestion" : `${options.length} suggestions`;
      said.textContent = options.length ? `${count}, up and down arrows to choose` : "No suggestions";
    }

    async function ask() {
      const letters = input.value.trim();
      asking?.abort();
      if (letters.length < FEWEST_LETTERS) return close();
      asking = new AbortController();
      try {
        const address = `${input.dataset.suggest}?${new URLSearchParams({ q: letters })}`;
        const answer = await fetch(address, { signal: asking.signal });
        if (!answer.ok) throw new Error(answer.status);
        const { suggestions } = await answer.json();
        if (document.activeElement === input) open(suggestions);
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    }

    const last = () => options.length - 1;
    const keys = {
      ArrowDown: () => point(active < last() ? active + 1 : -1),
      ArrowUp: () => point(active < 0 ? last() : active - 1),
      Home: () => active >= 0 && point(0),
      End: () => active >= 0 && point(last()),
      Enter: () => active >= 0 && location.assign(options[active].url),
      Escape: close,
    };

    input.addEventListener("keydown", (event) => {
      if (event.key === "Tab") return close();
      if (event.isComposing || event.ctrlKey || event.metaKey) return undefined;
      if (list.hidden) {
        if (event.key === "ArrowDown") {
          event.preventDefault();
          ask();
        }
      } else if (event.key in keys && keys[event.key]() !== false) {
        event.preventDefault();
      }
      return undefined;
    });
    input.addEventListener("input", () => {
      // What was pointed at, and an answer still on its way, belong to other letters.
      clearTimeout(waiting);
      asking?.abort();
      point(-1);
      waiting = setTimeout(ask, PAUSE);
    });
    input.addEventListener("blur", close);
    // Who comes back to this page finds it as it was left.
    input.form.addEventListener("submit", close);
    window.addEventListener("pagehide", close);
    // The list must not take the focus from what is typed into.
    list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  // Results: the same addresses, without the page around them ---------------------------------------

  function narrowing(found) {
    const form = document.getElementById("ask");
    const said = document.getElementById("said");
    const here = () => location.pathname + location.search;
    let shown = here();
    let asking = null;

    function settle() {
      for (const button of found.querySelectorAll("[data-apply]")) button.hidden = true;
    }

    function put(page, words) {
      const fresh = page.getElementById("found");
      const opened = [...found.querySelectorAll("details[id][open]")].map((each) => each.id);
      found.replaceChildren(...fresh.childNodes);
      found.dataset.address = fresh.dataset.address;
      for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
      document.title = page.title;
      document.querySelector("h1").textContent = page.querySelector("h1").textContent;
      if (form.elements.q.value === words) form.elements.q.value = page.getElementById("q").value;
      settle();
    }

    function returnFocus(id) {
      const control = id && document.getElementById(id);
      if (control?.checkVisibility?.() ?? control) control.focus({ preventScroll: true });
      else document.getElementById("count").focus();
    }

    async function show(address, { id = "", travelling = false } = {}) {
      asking?.abort();
      asking = new AbortController();
      const { signal } = asking;
      const words = form.elements.q.value; // what is typed meanwhile stays
      found.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(address, { signal });
        if (!answer.ok) throw new Error(answer.status);
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!page.getElementById("found")) throw new Error("no results");
        put(page, words);
        if (!travelling) history.pushState(null, "", found.dataset.address);
        shown = here();
        if (!travelling) returnFocus(id);
        said.textContent = document.getElementById("count").textContent;
      } catch (error) {
        if (signal.aborted) return;
        if (travelling) location.reload();
        else location.assign(address);
      }
      found.removeAttribute("aria-busy");
    }

    function chosen() {
      const pairs = [...new FormData(form)].filter(([, value]) => value);
      const query = new URLSearchParams(pairs).toString();
      return query ? `${form.action}?${query}` : form.action;
    }

    found.addEventListener("change", (event) => {
      if (event.target.form === form) show(chosen(), { id: event.target.id });
    });
    found.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      if (link.origin !== location.origin || link.pathname !== new URL(form.action).pathname) return;
      event.preventDefault();
      show(link.href, { id: link.id });
    });
    window.addEventListener("popstate", () => {
      if (here() !== shown) show(location.href, { travelling: true });
    });
    // What was typed into the address or sent by the form, in the one form that says what is shown.
    history.replaceState(history.state, "", found.dataset.address + location.hash);
    shown = here();
    settle();
  }

  for (const input of document.querySelectorAll("input[data-suggest]")) suggesting(input);
  const found = document.querySelector("#found[data-address]"); // other lists have a heading of that name
  if (found) narrowing(found);
})();
