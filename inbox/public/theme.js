// Before the first paint, so that a chosen theme does not flash: a module would come too late.
try {
  const theme = localStorage.getItem("loopgate.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing shows the system's theme.
}
