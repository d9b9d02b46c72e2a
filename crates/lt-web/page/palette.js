// The colors of the page for those who draw: as its style sheet has them by now.

const known = new Map();

/** A color by the name that the style sheet gives it. */
export const color = (name) => {
  if (!known.has(name)) known.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "grey");
  return known.get(name);
};

/** Calls back when the colors are others. */
export const onColors = (listener) => addEventListener("colors", () => { known.clear(); listener(); });
