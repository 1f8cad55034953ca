// Takes the code of a mailed link out of the address bar and the history before anything else runs.
(() => {
  const take = () => {
    if (!location.hash.startsWith("#lu_")) return;
    window.levelUpLinkCode = location.hash.slice(1);
    const clean = new URL(location.href);
    clean.hash = "";
    history.replaceState(history.state, "", clean);
  };
  take();
  // A link that is pasted into the address bar of an open page loads nothing.
  addEventListener("popstate", take);
})();
