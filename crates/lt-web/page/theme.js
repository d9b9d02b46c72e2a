"use strict";
// Runs before the page is painted, so that a chosen color scheme does not flash.
try {
  const chosen = localStorage.getItem("lt-web-colors");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch { /* the browser remembers nothing; the system's colors, then */ }
