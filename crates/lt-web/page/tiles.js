// The figures of this instant, or of the whole run where it is over. The tiles are always there and never change their size.

import {make, setAttribute, setText} from "./dom.js";
import {UNKNOWN, count, percent, plain, rate, time} from "./format.js";
import {isAtWork} from "./store.js";

const makeTile = (label, unit, rest = "") => {
  const value = make("b", {}, UNKNOWN);
  const beside = make("span", {class: "beside"}, "\u00a0");
  const element = make("div", {role: "group", "aria-label": `${label}${rest}`, class: "tile"},
    make("span", {class: "term", "aria-hidden": "true"}, label, rest ? make("span", {class: "wide"}, rest) : null),
    make("span", {class: "figure"}, value, unit ? make("small", {}, unit) : null), beside);
  return {
    element,
    set(text, note, kind = null) {
      setText(value, text);
      setText(beside, note === "" ? "\u00a0" : note);
      setAttribute(element, "data-kind", text === UNKNOWN ? "unknown" : kind);
    },
  };
};

export const mountTiles = (element, store) => {
  const tiles = {
    rate: makeTile("Requests per second", "/s"),
    failures: makeTile("Failures", "%"),
    p50: makeTile("p50", "ms", " response time"),
    p95: makeTile("p95", "ms", " response time"),
    users: makeTile("Users", null),
  };
  element.append(...Object.values(tiles).map((tile) => tile.element));

  const showUsers = ({load, plan}, isLive) => {
    const isOpen = plan.model === "open";
    const asked = plan.users !== null ? count(plan.users) : null;
    const wanted = isOpen && plan.rate !== null ? `${plain(plan.rate)} arrivals/s` : asked;
    const words = wanted === null ? "" : isLive ? `${wanted} asked for` : `${wanted} at most`;
    tiles.users.set(isLive ? count(load.users) : UNKNOWN, isLive && isOpen && load.in_flight !== null ? `${count(load.in_flight)} in flight` : words);
  };

  store.on((snapshot) => {
    const {load, total} = snapshot;
    const isLive = store.run === null && isAtWork(snapshot);
    const beside = (now, whole, unit) => isLive && whole !== null ? `${whole} ${unit}` : "";
    tiles.rate.set(rate(isLive ? load.rate : total.requests > 0 ? total.rate : null), total.requests > 0 ? `${count(total.requests)} in all` : "");
    tiles.failures.set(percent(total.failures, total.requests), total.requests > 0 ? `${count(total.failures)} of ${count(total.requests)}` : "",
      total.failures > 0 ? "failed" : null);
    tiles.p50.set(time(isLive ? load.p50 ?? total.p50 : total.p50), beside(load.p50, total.p50 === null ? null : time(total.p50), "ms in all"));
    tiles.p95.set(time(isLive ? load.p95 ?? total.p95 : total.p95), beside(load.p95, total.p95 === null ? null : time(total.p95), "ms in all"));
    showUsers(snapshot, isLive);
  });
};
