// In a browser that is too old, shows the sentence of index.html instead of the app.
// Written in ECMAScript 5, which every browser runs.
function isBrowserSupported(regExpFlag) {
  try {
    new RegExp("", regExpFlag);
    return "isWellFormed" in String.prototype && "canParse" in URL && CSS.supports("selector(:has(a))");
  } catch (_error) {
    return false;
  }
}

if (!isBrowserSupported("v")) {
  document.getElementById("unsupported-browser").removeAttribute("hidden");
  document.body.removeChild(document.getElementById("root"));
}
