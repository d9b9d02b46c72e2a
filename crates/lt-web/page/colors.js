// The switch between light, dark, and what the system says.

import {make} from "./dom.js";

const KEY = "lt-web-colors";
const CHOICES = ["auto", "light", "dark"];

const remember = (choice) => {
  try { localStorage.setItem(KEY, choice); } catch { /* it lasts as long as the page, then */ }
};

export const mountColors = (element) => {
  const root = document.documentElement;
  const buttons = new Map(CHOICES.map((choice) =>
    [choice, make("button", {type: "button", on: {click: () => { choose(choice); remember(choice); }}}, choice[0].toUpperCase() + choice.slice(1))]));
  const choose = (chosen) => {
    if (chosen === "auto") delete root.dataset.theme;
    else root.dataset.theme = chosen;
    for (const [choice, button] of buttons) button.setAttribute("aria-pressed", String(choice === chosen));
    // Canvases do not follow a style sheet: who draws on one listens to this.
    dispatchEvent(new CustomEvent("colors"));
  };
  choose(root.dataset.theme ?? "auto");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dispatchEvent(new CustomEvent("colors")));
  element.append(make("div", {role: "group", "aria-label": "Colors", class: "switch"}, ...buttons.values()));
};
