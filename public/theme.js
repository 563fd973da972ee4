// Runs before the first paint, so that a reload never flashes the other theme. The same rule: components/ui/theme.ts.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("tilescope.theme") ?? "system";
  } catch {
    // Storage may be refused; the system's theme then holds.
  }
  const light = choice === "light" || (choice !== "dark" && matchMedia("(prefers-color-scheme: light)").matches);
  document.documentElement.dataset.theme = light ? "light" : "dark";
})();
