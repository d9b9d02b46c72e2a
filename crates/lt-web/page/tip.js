// What stands beside a crosshair. There is one for all charts.
import {make} from "./dom.js";

let tip;

const theTip = () => {
  if (tip === undefined) {
    tip = document.body.appendChild(make("div", {class: "chart-tip", "aria-hidden": "true", hidden: true}));
    addEventListener("scroll", hideTip, {capture: true, passive: true});
  }
  return tip;
};

const row = ([line, value]) => {
  const swatch = make("i", {});
  swatch.style.setProperty("--color", `var(${line.color})`);
  return make("div", {}, make("span", {}, swatch, line.label), make("b", {}, value));
};

/** Shows values, `[line, text]` each, and what happened, beside the place `x` and below `top` of the window. */
export const showTip = ({x, top, name, values, happened}) => {
  const tip = theTip();
  tip.replaceChildren(make("p", {}, name), ...values.length > 0 ? values.map(row) : ["nothing measured"],
    ...happened.map((text) => make("p", {class: "happened"}, text)));
  tip.hidden = false;
  const isRight = x + 16 + tip.offsetWidth > document.documentElement.clientWidth;
  tip.style.left = `${Math.max(4, isRight ? x - 12 - tip.offsetWidth : x + 12)}px`;
  tip.style.top = `${Math.max(4, Math.min(top + 8, innerHeight - tip.offsetHeight - 4))}px`;
};

export const hideTip = () => { if (tip !== undefined) tip.hidden = true; };
