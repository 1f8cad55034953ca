// Sets the theme before the first paint: the one chosen on this device, otherwise the system's.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("lu_theme");
  } catch {
    // Storage is blocked: follow the system.
  }
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
