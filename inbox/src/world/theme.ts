/** Shows a chosen theme at once; public/theme.js does it at the next load. */
export function showTheme(theme: "system" | "light" | "dark"): void {
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset["theme"];
  else dataset["theme"] = theme;
}
