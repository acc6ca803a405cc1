"use strict";
// Fetches updates and replaces only the parts that changed, so that the scroll position, the focus,
// a selection and collapsed addons stay as they are.
(() => {
  const PAUSE = 500;
  const TIMEOUT = 5000;
  const FADE = 6000;
  const MOST_NAMES = 200;
  const main = document.querySelector("main");
  const gone = document.getElementById("gone");
  let { title } = document;

  // Only expanded addons are requested in full. A query with thousands of names would be refused.
  const address = () => {
    const open = [...main.querySelectorAll("details[open]")].map((addon) => addon.id);
    const named = open.length > MOST_NAMES ? ["all"] : open;
    return `/?${new URLSearchParams(named.map((id) => ["open", id]))}`;
  };

  const look = async () => {
    const answer = await fetch(address(), {
      cache: "no-store",
      headers: { "If-None-Match": `"${main.dataset.version}"` },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    if (answer.status === 304) return;
    // This page's policy refuses the other page's styles, even in a document that is not shown.
    const text = (await answer.text()).replace(/<style.*?<\/style>/s, "");
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.querySelector("main[data-version]");
    // Another program may be using the port by now.
    if (!fresh) throw new Error("not the emulator's page");
    ({ title } = page);
    keepingPlace(() => update(fresh));
  };

  // Keeps the element at the top of the window in place.
  const keepingPlace = (change) => {
    const top = (element) => element.getBoundingClientRect().top;
    const seen = [...main.children].find((part) => part.getBoundingClientRect().bottom > 0);
    const before = seen && top(seen);
    change();
    const same = seen && document.getElementById(seen.id);
    // Browsers cut off fractions, and the errors would add up.
    if (same) scrollBy({ top: Math.round(top(same) - before), behavior: "instant" });
  };

  const update = (fresh) => {
    main.dataset.version = fresh.dataset.version;
    const parts = [...fresh.children];
    const ids = new Set(parts.map((part) => part.id));
    for (const part of [...main.children]) if (!ids.has(part.id)) part.remove();
    // Both are in the same order, so a part that is not in its place is new.
    parts.forEach((part, index) => {
      const here = main.children[index];
      if (here?.id === part.id) replace(here, part);
      else {
        main.insertBefore(part, here ?? null);
        if (part.localName === "details") highlight(part);
      }
    });
  };

  const replace = (here, part) => {
    if (here.localName === "details") part.open = here.open;
    if (here.isEqualNode(part)) return;
    // Screen readers watch this element, so it must stay.
    if (here.role === "status") return here.replaceChildren(...part.childNodes);
    const focused = here.contains(document.activeElement);
    here.replaceWith(part);
    if (focused) part.querySelector("summary")?.focus({ preventScroll: true });
    if (part.localName !== "details") return;
    // Highlight new schedules, but not an addon that was only expanded or collapsed.
    const [before, now] = [here, part].map((node) => node.querySelector("summary"));
    const rows = [...part.querySelectorAll("tr[id]")];
    const known = new Set([...here.querySelectorAll("tr[id]")].map((row) => row.id));
    const fresh = rows.filter((row) => !known.has(row.id));
    if (rows.length && known.size) fresh.forEach(highlight);
    else if (!before.isEqualNode(now)) highlight(part);
  };

  const highlight = (element) => element.animate([{ background: "var(--new)" }, {}], FADE);

  const follow = async () => {
    try {
      await look();
      gone.hidden = true;
      document.title = title;
    } catch {
      if (gone.hidden) {
        gone.hidden = false;
        const time = new Date().toLocaleTimeString();
        gone.textContent = `The emulator has not responded since ${time}. This is its last known state.`;
        document.title = `Not responding: ${title}`;
      }
    }
  };

  let hurry = () => {};
  const pause = () =>
    new Promise((resolve) => {
      hurry = resolve;
      setTimeout(resolve, PAUSE);
    });
  // Toggle events do not bubble, so this captures them.
  main.addEventListener("toggle", () => hurry(), true);

  const run = async () => {
    for (;;) {
      await pause();
      await follow();
    }
  };
  run();
})();
