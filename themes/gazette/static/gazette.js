// Everything works without this file. It adds: the reader's choice of light or dark, "3 hours ago" beside
// a fresh date, the rail beside articles, and the device's own way to share.
(() => {
  const root = document.documentElement, find = (s) => document.querySelectorAll(s);
  let store = {};
  try { store = localStorage; } catch { /* storage is forbidden: the choice lasts for this page */ }
  if (store.scheme) root.dataset.scheme = store.scheme;

  // Chromium carries no Azerbaijani and writes "-3 h" for languages that it lacks.
  const AZ = { minute: "dəqiqə", hour: "saat", day: "gün" };
  const say = (lang, n, unit) => lang.startsWith("az") ? `${n} ${AZ[unit]} əvvəl`
    : new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(-n, unit);
  const ago = (time) => {
    const lang = time.closest("[lang]").lang, minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 6e4);
    if (minutes < 1 || minutes >= 2880) return;
    const text = minutes < 60 ? say(lang, minutes, "minute")
      : minutes < 1440 ? say(lang, Math.floor(minutes / 60), "hour") : say(lang, 1, "day");
    if (text[0] !== "-") time.append(` (${text})`);
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
    if (navigator.share) for (const a of find(".share")) a.onclick = (e) => {
      e.preventDefault();
      navigator.share({ title: document.title, url: location.href }).catch(() => 0);
    };
  });
})();
