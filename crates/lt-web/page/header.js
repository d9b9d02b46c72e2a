// What runs, how far it is, and what must be known before the figures.

import {make, prose, setAttribute, setText} from "./dom.js";
import {clock, count, duration, moment, plain, sentence} from "./format.js";
import {stateOf} from "./states.js";
import {isAtWork} from "./store.js";

const LEVELS = {error: ["✕", "Error"], doubt: ["!", "Doubt"], warning: ["!", "Warning"], note: ["i", "Note"]};

const loadOf = ({model, users, spawn_rate: spawn, rate: arrivals}) => {
  const parts = [];
  if (users !== null) parts.push(`${count(users)} ${users === 1 ? "user" : "users"}${spawn === null ? "" : `, spawn rate ${plain(spawn)}/s`}`);
  if (arrivals !== null) parts.push(`${plain(arrivals)} arrivals/s`);
  if (parts.length === 0 && model) parts.push(`${model} load`);
  return parts.join(" and ");
};

const factsOf = ({id, plan, since = null}) => [
  ["Run", id],
  ["Against", plan.scenario ? plan.target : null],
  ["Load", loadOf(plan)],
  ["Started", plan.started === null ? null : moment(plan.started)],
  ["Figures since", since === null ? null : clock(since)],
  ["Seed", plan.seed === null ? null : String(plan.seed)],
].filter(([, value]) => value !== null && value !== undefined && value !== "");

const titleOf = (snapshot) => {
  if (snapshot.state === "ready") return "Nothing runs";
  if (snapshot.plan.scenario) return snapshot.plan.scenario;
  if (snapshot.plan.target) return snapshot.plan.target;
  return snapshot.state === "watching" ? "A stream on stdin" : "A run";
};

const part = (word, {n, of, name}) => `${word} ${n} of ${of}${name ? ` · ${name}` : ""}`;

const progressWords = ({progress}) => {
  const words = [];
  if (progress.scenario && progress.scenario.of > 1) words.push(part("Scenario", progress.scenario));
  if (progress.leg && progress.leg.of > 1) words.push(part("Leg", progress.leg));
  if (progress.phase === "warmup") words.push("Warm-up, not measured");
  return words.join(" · ");
};

const timeWords = ({progress, state}) => {
  if (state === "ready" || progress.elapsed === 0) return "";
  const words = [];
  const isOver = state === "stopped" || state === "failed";
  words.push(isOver ? `Took ${duration(progress.elapsed)}` : `${duration(progress.elapsed)} so far`);
  if (!isOver && state !== "stopping") words.push(progress.left === null ? "until you stop it" : `${duration(progress.left)} left`);
  return words.join(" · ");
};

const makeProgress = (element) => {
  const fill = make("span", {class: "fill"});
  const bar = make("div", {class: "track", role: "progressbar", "aria-label": "Progress of the run", "aria-valuemin": "0", "aria-valuemax": "100"}, fill);
  const where = make("span", {});
  const when = make("span", {});
  element.append(make("p", {class: "progress-words"}, where, when), bar);
  return (snapshot) => {
    const {done} = snapshot.progress;
    setText(where, progressWords(snapshot));
    setText(when, timeWords(snapshot));
    const isKnown = done !== null && isAtWork(snapshot);
    bar.classList.toggle("unknown", !isKnown);
    setAttribute(bar, "aria-hidden", isKnown ? null : "true");
    setAttribute(bar, "aria-valuenow", isKnown ? Math.round(done * 100) : null);
    fill.style.width = isKnown ? `${Math.min(100, done * 100)}%` : "0";
  };
};

const makeRemarks = (element) => {
  let shown = "";
  return (remarks) => {
    const now = JSON.stringify(remarks);
    if (now === shown) return;
    shown = now;
    element.replaceChildren(...remarks.map(({level, text}) => {
      const [icon, word] = LEVELS[level] ?? LEVELS.note;
      return make("div", {class: `banner ${level}`}, make("span", {class: "icon", "aria-hidden": "true"}, icon),
        make("p", {}, make("b", {}, `${word}: `), ...prose(sentence(text))));
    }));
  };
};

const mountKept = (element, store) => {
  const back = make("button", {type: "button", on: {click: () => store.open(null)}}, "Back to now");
  const words = make("p", {});
  const banner = make("div", {class: "banner kept", role: "region", "aria-label": "Kept run"},
    make("span", {class: "icon", "aria-hidden": "true"}, "⏲"), words, back);
  const say = () => {
    const goesOn = isAtWork(store.live) ? ` Meanwhile ${store.live.id ?? "another run"} goes on.` : "";
    setText(words, `You look at a kept run: ${store.run}.${goesOn}`);
  };
  store.onRun((run) => {
    const hadFocus = banner.contains(document.activeElement);
    element.replaceChildren(...run === null ? [] : [banner]);
    if (run === null && hadFocus) document.getElementById("main").focus({preventScroll: true});
    if (run !== null) { say(); scrollTo({top: 0}); }
    // The address holds the run, so that a reload and a link show the same.
    const address = new URL(location.href);
    if (run === null) address.searchParams.delete("run");
    else address.searchParams.set("run", run);
    if (address.href !== location.href) history.pushState(null, "", address);
  });
  store.onLive(() => { if (store.run !== null) say(); });
  const follow = () => {
    const wanted = new URLSearchParams(location.search).get("run");
    if (wanted !== store.run) store.open(wanted);
  };
  addEventListener("popstate", follow);
  follow();
};

const mountState = (at, store) => {
  const element = at("state");
  const [icon, word] = element.children;
  let announced = null;
  const show = () => {
    const state = store.link === "connected" ? store.live.state : store.link;
    const [sign, name] = stateOf(state);
    setAttribute(element, "data-state", state);
    setText(icon, sign);
    setText(word, name);
    // Only a change of state is read aloud; figures that move are not.
    if (announced !== null && announced !== state && store.link === "connected") setText(at("announce"), `The run is now: ${name}.`);
    announced = state;
  };
  store.onLive(show);
  store.onLink(show);
};

const mountLink = (at, store) => {
  const element = at("link");
  let wasLost = false;
  store.onLink((link) => {
    document.body.classList.toggle("stale", link === "lost" || link === "logged_out");
    if (link === "connected" || link === "connecting") element.replaceChildren();
    if (link === "lost") element.replaceChildren("Connection lost, trying again… These figures are the last ones that came.");
    if (link === "logged_out") element.replaceChildren("Your login has ended. ", make("a", {href: "/login"}, "Log in again"));
    if (link === "connected" && wasLost) store.say("Connected again.", "good");
    wasLost = link === "lost";
  });
};

export const mountHeader = (at, store) => {
  const showProgress = makeProgress(at("progress"));
  const showRemarks = makeRemarks(at("remarks"));
  mountState(at, store);
  mountLink(at, store);
  mountKept(at("kept"), store);
  let facts = "";
  store.on((snapshot) => {
    document.body.dataset.state = store.run === null ? snapshot.state : "kept";
    setText(at("title"), titleOf(snapshot));
    const now = factsOf(snapshot);
    if (JSON.stringify(now) !== facts) {
      facts = JSON.stringify(now);
      at("facts").replaceChildren(...now.map(([term, value]) =>
        make("span", {}, make("span", {class: "quiet"}, `${term} `), make("bdi", {}, value))));
    }
    showProgress(snapshot);
    showRemarks(snapshot.remarks);
  });
  store.onLive((live) => {
    const word = stateOf(live.state)[1];
    const title = live.state === "ready" ? "lt-web" : `${word} · ${titleOf(live)} · lt-web`;
    if (document.title !== title) document.title = title;
  });
};
