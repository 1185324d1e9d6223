// What in a page is more than the theme and text, links and pictures: [[name, fault], …] of [[name, html], …].
// The browser's own parser and its own reading of addresses decide. Pages come without their Content-Security-Policy.
(pages) => {
  const KNOWN = `html head title body header main footer nav aside article section div p span ul ol li dl dt dd a b i em
    strong small del s code pre blockquote figure figcaption img time table caption thead tbody tr th td sup sub br hr h1 h2
    h3 h4 h5 h6 abbr meta link script button`.split(/\s+/);
  const strange = `//*[not(${KNOWN.map((name) => `self::${name}`).join(" or ")})]`;
  const handlers = `//@*[starts-with(name(), "on") or name() = "style" or name() = "srcdoc" or name() = "background"
    or name() = "action" or name() = "formaction" or name() = "poster" or name() = "ping" or name() = "data"
    or name() = "cite" or name() = "form" or name() = "autofocus" or name() = "contenteditable" or contains(name(), ":")]`;
  const outside = "//comment() | //processing-instruction()";
  const each = (doc, path) => {
    const found = doc.evaluate(path, doc, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
    return Array.from({ length: found.snapshotLength }, (_, at) => found.snapshotItem(at));
  };
  // The theme's own drawing of a year.
  const drawn = (e) => ["svg", "path"].includes(e.tagName) && e.closest("svg").matches("[preserveAspectRatio=none][viewBox$=' 24']");
  const tell = (node) => (node.outerHTML ?? `${node.ownerElement?.tagName ?? "comment"} ${node.name ?? ""}=${node.nodeValue}`).slice(0, 200);
  const own = {
    SCRIPT: (e) => e.src ? e.getAttribute("src") === "/assets/gazette.js" : e.type === "application/ld+json" && e.parentNode.tagName === "HEAD",
    LINK: (e) => e.parentNode.tagName === "HEAD" && (e.getAttribute("href")?.startsWith("/") || e.rel === "canonical"
      || e.rel === "alternate" || (e.rel === "icon" && e.href.startsWith("data:image/svg+xml,"))),
    META: (e) => e.parentNode.tagName === "HEAD" && !e.httpEquiv,
    BUTTON: (e) => e.type === "button" && !e.closest(".e-content"),
    A: (e) => !e.hasAttribute("href") || ["http:", "https:", "mailto:"].includes(e.protocol),
    IMG: (e) => /^https?:/.test(e.src),
  };
  const faults = (name, text) => {
    const doc = new DOMParser().parseFromString(text, "text/html");
    if (!doc.querySelector("base")) doc.head.append(Object.assign(doc.createElement("base"), { href: "https://digest.example/", id: "mine" }));
    const bad = [...each(doc, strange).filter((e) => e.id !== "mine" && !drawn(e)), ...each(doc, handlers), ...each(doc, outside)];
    bad.push(...[...doc.querySelectorAll(Object.keys(own).join())].filter((e) => !own[e.tagName.toUpperCase()](e)));
    if (doc.querySelectorAll("html, head, body, main, title").length > 5) bad.push(doc.body);
    return bad.map((node) => [name, tell(node)]);
  };
  return pages.flatMap(([name, text]) => faults(name, text));
}
