// A button with a list of links, over everything else; it closes by itself, by Escape, or by a click beside it.
import {make} from "./dom.js";

let n = 0;

/** A menu; `name` is what it does, for those who do not see where it stands. */
export const makeMenu = (text, name, links) => {
  n += 1;
  const id = `menu-${n}`;
  const list = make("div", {id, class: "menu", popover: "auto"}, ...links);
  const button = make("button", {type: "button", "aria-label": name, "aria-haspopup": "true", "aria-expanded": "false", popovertarget: id}, text,
    make("span", {"aria-hidden": "true"}, "▾"));
  const leave = () => list.hidePopover();
  const place = () => {
    const box = button.getBoundingClientRect();
    list.style.left = `${Math.max(8, Math.min(box.left, document.documentElement.clientWidth - list.offsetWidth - 8))}px`;
    const isLow = box.bottom + 4 + list.offsetHeight > innerHeight - 8;
    list.style.top = `${isLow ? Math.max(8, box.top - 4 - list.offsetHeight) : box.bottom + 4}px`;
  };
  list.addEventListener("toggle", (event) => {
    const isOpen = event.newState === "open";
    button.setAttribute("aria-expanded", isOpen);
    const act = isOpen ? addEventListener : removeEventListener;
    act("scroll", leave, {capture: true, passive: true});
    act("resize", leave);
    if (!isOpen) return;
    place();
    links[0]?.focus({preventScroll: true});
  });
  list.addEventListener("click", leave);
  list.addEventListener("keydown", (event) => {
    const at = links.indexOf(document.activeElement);
    const moves = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1};
    if (!(event.key in moves)) return;
    event.preventDefault();
    links[(moves[event.key] + links.length) % links.length].focus();
  });
  return make("span", {class: "menu-holder"}, button, list);
};
