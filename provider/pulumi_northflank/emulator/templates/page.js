"use strict";
// Looks for news and swaps only what they change, so that the place on the page, the focus, a
// selection and what is folded stay as they are.
(() => {
  const PAUSE = 500;
  const PATIENCE = 5000;
  const FADE = 6000;
  const MOST_NAMES = 200;
  const main = document.querySelector("main");
  const gone = document.getElementById("gone");
  let { title } = document;

  // What is folded is not worth sending. A query of thousands of names would be refused.
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
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 304) return;
    // The policy of this page forbids the styles of another, even where they style nothing.
    const text = (await answer.text()).replace(/<style.*?<\/style>/s, "");
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.querySelector("main[data-version]");
    // Something else may have taken the port meanwhile.
    if (!fresh) throw new Error("not the emulator's page");
    ({ title } = page);
    staying(() => update(fresh));
  };

  // Whatever was at the top of the window is there afterwards.
  const staying = (change) => {
    const top = (element) => element.getBoundingClientRect().top;
    const seen = [...main.children].find((part) => part.getBoundingClientRect().bottom > 0);
    const before = seen && top(seen);
    change();
    const same = seen && document.getElementById(seen.id);
    // Rounded, as fractions are cut off, which would add up.
    if (same) scrollBy({ top: Math.round(top(same) - before), behavior: "instant" });
  };

  const update = (fresh) => {
    main.dataset.version = fresh.dataset.version;
    const parts = [...fresh.children];
    const ids = new Set(parts.map((part) => part.id));
    for (const part of [...main.children]) if (!ids.has(part.id)) part.remove();
    // Both are in the same order, so what is not in its place is not there at all.
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
    // What screen readers watch has to stay the same element.
    if (here.role === "status") return here.replaceChildren(...part.childNodes);
    const focused = here.contains(document.activeElement);
    here.replaceWith(part);
    if (focused) part.querySelector("summary")?.focus({ preventScroll: true });
    if (part.localName !== "details") return;
    // Only unfolded, or folded again?
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
        gone.textContent = `The emulator has not answered since ${time}. This is what it held then.`;
        document.title = `Gone: ${title}`;
      }
    }
  };

  let hurry = () => {};
  const pause = () =>
    new Promise((resolve) => {
      hurry = resolve;
      setTimeout(resolve, PAUSE);
    });
  // A toggle does not bubble.
  main.addEventListener("toggle", () => hurry(), true);

  const run = async () => {
    for (;;) {
      await pause();
      await follow();
    }
  };
  run();
})();
