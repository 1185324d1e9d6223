// Reloads the page when the preview has built the site again. The browser itself keeps the scroll position.
// Only a page that is seen listens: browsers allow six connections to a server, and there may be more tabs than that.
(function () {
  "use strict";
  const epoch = document.currentScript.dataset.epoch;
  let source = null;

  function rest() {
    if (source) source.close();
    source = null;
  }

  function listen() {
    if (source || document.visibilityState !== "visible") return;
    source = new EventSource("/-/sitegen/events?epoch=" + encodeURIComponent(epoch));
    source.addEventListener("reload", function () {
      rest();
      location.reload();
    });
    source.onerror = function () { // the preview was ended; it may come back
      rest();
      setTimeout(listen, 1000);
    };
  }

  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "visible") listen();
    else rest();
  });
  addEventListener("pageshow", listen);
  addEventListener("pagehide", rest);
  listen();
})();
