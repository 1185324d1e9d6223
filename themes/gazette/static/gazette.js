// Everything works without this file. It adds: the reader's choice of light or dark, "3 hours ago" beside
// a fresh date, the rail beside articles, and the device's own way to share.
(() => {
  const root = document.documentElement, find = (s) => document.querySelectorAll(s);
  let store = {};
  try { store = localStorage; } catch { /* storage is forbidden: the choice lasts for this page */ }
  if (store.scheme) root.dataset.scheme = store.scheme;

  // The words are the page's own, in all plural forms: Intl knows which form a number wants, but not every language.
  let words;
  const ago = (time) => {
    const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 6e4);
    if (minutes < 1 || minutes >= 2880) return;
    words ||= Object.fromEntries(find("[data-words]")[0].dataset.words.split("\n").map((line) => line.split(/=(.*)/)));
    const [unit, n] = minutes < 60 ? ["minutes", minutes] : minutes < 1440 ? ["hours", Math.floor(minutes / 60)] : ["days", 1];
    const form = `${unit}.${new Intl.PluralRules(root.lang).select(n)}`;
    time.append(` (${(words[form] || words[unit]).replace("{n}", n)})`);
  };

  const rail = async (box) => {
    const answer = await fetch(box.dataset.rail).catch(() => 0);
    if (!answer.ok) return;
    box.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    for (const a of box.querySelectorAll("a")) if (a.pathname === location.pathname) a.ariaCurrent = "page";
  };

  addEventListener("DOMContentLoaded", () => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    for (const b of find(".scheme")) {
      const now = () => root.dataset.scheme || (dark.matches ? "dark" : "light");
      const show = () => b.ariaPressed = now() === "dark";
      b.onclick = () => { store.scheme = root.dataset.scheme = now() === "dark" ? "light" : "dark"; show(); };
      dark.onchange = show;
      show();
      b.hidden = false;
    }
    find("time[data-ago]").forEach(ago);
    const near = new IntersectionObserver((seen) => seen.forEach((e) => {
      if (e.isIntersecting) { near.unobserve(e.target); rail(e.target); }
    }), { rootMargin: "400px" });
    find("[data-rail]").forEach((box) => near.observe(box));
    const url = document.querySelector("meta[property='og:url']")?.content;
    for (const b of find("[data-copied]")) if (navigator.clipboard) {
      b.onclick = () => navigator.clipboard.writeText(url).then(() => { b.textContent = b.dataset.copied; }, () => 0);
      b.hidden = false;
    }
    for (const b of find("[data-share]")) if (navigator.share) {
      b.onclick = () => navigator.share({ title: document.title, url }).catch(() => 0);
      b.hidden = false;
    }
  });
})();
