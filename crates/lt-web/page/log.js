// What lt-gen and lt-web said: the last thousand lines, the newest at the bottom.

import {emptyState, make, setText} from "./dom.js";
import {clock, count, moment} from "./format.js";

const MOST = 1000;
const ICONS = {note: "", warning: "!", error: "✕"};
const NEAR = 24;

const lineOf = ({at, source, level, text}) => make("li", {class: `line ${level}`},
  make("time", {title: moment(at)}, clock(at)),
  make("span", {class: "source"}, source),
  make("span", {class: "level"}, ICONS[level] ? make("i", {"aria-hidden": "true"}, ICONS[level]) : null, level === "note" ? make("span", {class: "unseen"}, "note") : level),
  make("span", {class: "text"}, text));

export const mount = (element, store) => {
  const choice = make("select", {}, make("option", {value: "all"}, "everything"), make("option", {value: "doubts"}, "warnings and errors"), make("option", {value: "errors"}, "errors"));
  const words = make("span", {class: "quiet"});
  // Not a live region: a busy run would never stop talking.
  const list = make("ol", {class: "lines"});
  const scroll = make("div", {class: "scroll log", tabindex: "0", role: "group", "aria-label": "Log"}, list);
  const nothing = emptyState("Nothing was said yet.", "What lt-gen says while it runs, and what it is told, appears here.");
  const bar = make("p", {class: "filter"}, make("label", {}, "Show ", choice), " ", words);
  element.append(bar, scroll, nothing);
  let next = 0;
  let isAsking = false;
  let isShown = false;

  const sift = () => {
    list.dataset.show = choice.value;
    scroll.scrollTop = scroll.scrollHeight;
  };
  choice.addEventListener("change", sift);

  const add = (lines) => {
    // Who has scrolled up to read is left there.
    const isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
    list.append(...lines.map(lineOf));
    while (list.children.length > MOST) list.firstElementChild.remove();
    if (isAtEnd) scroll.scrollTop = scroll.scrollHeight;
  };
  const showSize = () => {
    const n = list.children.length;
    nothing.hidden = n > 0;
    scroll.hidden = bar.hidden = n === 0;
    setText(words, n >= MOST ? `the last ${count(MOST)} lines` : `${count(n)} ${n === 1 ? "line" : "lines"}`);
  };
  const ask = async () => {
    if (isAsking) return;
    isAsking = true;
    try {
      const answer = await store.get(`/api/log?after=${next}`);
      next = answer.next ?? next;
      add(answer.lines);
      showSize();
    } catch (trouble) {
      if (list.children.length === 0) setText(nothing.lastElementChild, trouble.message);
    }
    isAsking = false;
  };

  const look = (live) => {
    if (!isShown || !live) return;
    // lt-web began anew: its lines are counted from the beginning.
    if ((live.log ?? 0) < next) { next = 0; list.replaceChildren(); }
    if ((live.log ?? 0) > next || list.children.length === 0) ask();
  };
  showSize();
  store.onLive(look);
  return {
    update() {},
    show() { isShown = true; look(store.live); if (list.children.length > 0) scroll.scrollTop = scroll.scrollHeight; },
    hide() { isShown = false; },
  };
};
