// The tabs: one module each, loaded when it is first looked at. The address says which one is open.

import {emptyState, make} from "./dom.js";

const TABS = [
  ["Statistics", () => import("./statistics.js")],
  ["Charts", () => import("./charts.js")],
  ["Failures", () => import("./failures.js")],
  ["Ratios", () => import("./ratios.js")],
  ["Compare", () => import("./compare.js")],
  ["Runs", () => import("./runs.js")],
  ["Baselines", () => import("./baselines.js")],
  ["Log", () => import("./log.js")],
];

// So much of the neighbors of a tab is seen, in pixels.
const EDGE = 24;

const makeTab = (name, load) => {
  const id = name.toLowerCase();
  const button = make("button", {type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}`, "data-tab": id, "data-name": name}, name,
    make("i", {"aria-hidden": "true"}));
  const panel = make("section", {role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, class: "panel", tabindex: "0", hidden: true});
  return {id, name, load, button, panel, view: null};
};

export const mountTabs = (list, panels, store) => {
  const tabs = TABS.map(([name, load]) => makeTab(name, load));
  list.append(...tabs.map((tab) => tab.button));
  panels.append(...tabs.map((tab) => tab.panel));
  let current = null;

  const begin = async (tab) => {
    tab.panel.setAttribute("aria-busy", "true");
    try {
      const module = await tab.load();
      tab.panel.replaceChildren();
      tab.view = module.mount(tab.panel, store);
    } catch (error) {
      console.error(error);
      tab.view = null;
      tab.loading = null;
      tab.panel.replaceChildren(emptyState(`${tab.name} could not be loaded.`, "Is lt-web still running? Reload the page to try again."));
    }
    tab.panel.removeAttribute("aria-busy");
  };

  const select = async (tab) => {
    if (current === tab) return;
    current?.view?.hide?.();
    current = tab;
    for (const each of tabs) {
      each.button.setAttribute("aria-selected", String(each === tab));
      each.button.tabIndex = each === tab ? 0 : -1;
      each.panel.hidden = each !== tab;
    }
    // Not `scrollIntoView`: that moves the page, too.
    const {offsetLeft: left, offsetWidth: width} = tab.button;
    list.scrollLeft = Math.min(left - EDGE, Math.max(list.scrollLeft, left + width + EDGE - list.clientWidth));
    if (!tab.view) await (tab.loading ??= begin(tab));
    if (current !== tab || !tab.view) return;
    tab.view.show?.();
    if (store.snapshot) tab.view.update?.(store.snapshot);
  };

  const follow = () => select(tabs.find((tab) => `#${tab.id}` === location.hash) ?? tabs[0]);
  const go = (tab) => {
    if (`#${tab.id}` !== location.hash) history.replaceState(history.state, "", `#${tab.id}`);
    select(tab);
  };

  for (const tab of tabs) tab.button.addEventListener("click", () => go(tab));
  list.addEventListener("keydown", (event) => {
    const place = tabs.findIndex((tab) => tab.button === document.activeElement);
    const moves = {ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: tabs.length - 1};
    if (place < 0 || !(event.key in moves) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const tab = tabs[(moves[event.key] + tabs.length) % tabs.length];
    go(tab);
    tab.button.focus();
  });
  addEventListener("hashchange", follow);
  store.on((snapshot) => current?.view?.update?.(snapshot));
  follow();
  return {
    /** Opens a tab by its name in small letters. */
    select: (id) => go(tabs.find((tab) => tab.id === id) ?? tabs[0]),
    /** Sets a dot at a tab: there is something to see. */
    mark(id, isMarked) {
      tabs.find((tab) => tab.id === id)?.button.classList.toggle("marked", isMarked);
    },
  };
};
