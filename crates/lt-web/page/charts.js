// The tab of charts: what is shown of the run over time, one axis of time for all.
import {Chart} from "./chart.js";
import {courseOf, elapsed, elapsedInWords} from "./course.js";
import {emptyState, make, setText} from "./dom.js";
import {count, figure, rate, time} from "./format.js";
import {isAtWork} from "./store.js";
import {TimeAxis} from "./timeaxis.js";
import {hideTip} from "./tip.js";
import {makeValues} from "./values.js";

const HINT = "Drag in a chart to zoom, double-click for the whole run. With the keyboard: arrows, + and −, 0.";
const LEAST_WHILE_AT_WORK = 15;

const CHARTS = [
  {title: "Requests per second", unit: "/s", scale: "req/s", write: rate, ends: true, lines: [
    {key: "rate", label: "requests", color: "--blue"}, {key: "failures", label: "failures", color: "--red"},
  ]},
  {title: "Response time", unit: "ms", write: time, ends: true, lines: [
    {key: "p50", label: "p50", color: "--blue"}, {key: "p95", label: "p95", color: "--orange"}, {key: "p99", label: "p99", color: "--violet"},
  ]},
  {title: "Users", unit: "", scale: "users", write: count, small: true, least: 4, nothing: "Nobody counted users here.",
    lines: [{key: "users", label: "users", color: "--aqua"}]},
  {title: "In flight", unit: "", scale: "requests", write: count, small: true, least: 4, nothing: "Nobody counted requests in flight here.",
    lines: [{key: "in_flight", label: "in flight", color: "--yellow"}]},
  {title: "Generator: busiest thread", unit: "%", scale: "% of a core", write: figure, small: true, least: 100,
    nothing: "The generator did not say how busy it was.", lines: [{key: "cpu", label: "of a core", color: "--magenta"}]},
  {title: "Generator: schedule delay", unit: "ms", write: time, small: true, least: 1,
    nothing: "The generator did not say how late it sent.", lines: [{key: "delay_p99", label: "p99", color: "--grey"}]},
];

const WORDS = {
  ready: ["Nothing was measured yet.", "Choose a scenario or a URL above and press Start; the charts begin with the first request."],
  failed: ["The run ended before anything was measured.", "The Log says why."],
  stopped: ["Nothing was measured in this run.", "The Log says what lt-gen told about it."],
};
const WARMING = ["Warming up…", "What is sent now is not measured; the charts begin when the warm-up is over."];
const WAITING = ["Waiting for the first requests…", "The charts begin as soon as one is answered."];

export const mount = (element, store) => {
  const range = make("span", {class: "range", role: "status"});
  const axis = new TimeAxis(() => showRange());
  const bar = makeBar(axis, range);
  const grid = make("div", {class: "charts-grid"});
  const values = makeValues();
  const note = make("div", {});
  const body = make("div", {class: "charts", hidden: true}, bar.element, grid, values.element);
  element.append(note, body);
  let charts = [];
  let isShown = false;
  let asked = 0;
  let run = null;

  const showRange = () => {
    const [from, to] = axis.range;
    const long = axis.whole[1];
    setText(range, axis.kind === "whole" ? HINT : `${elapsed(from, long)} to ${elapsedInWords(to, long)} of ${elapsedInWords(long, long)}`);
    range.classList.toggle("part", axis.kind !== "whole");
    bar.update();
  };

  const tellNothing = (title, text, ...more) => {
    body.hidden = true;
    const said = emptyState(title, text);
    if (note.textContent === said.textContent) return;
    said.append(...more);
    note.replaceChildren(said);
  };

  const draw = (snapshot, series) => {
    if (series.at.length === 0) {
      const words = snapshot.progress.phase === "warmup" ? WARMING : isAtWork(snapshot) ? WAITING : WORDS[snapshot.state] ?? WORDS.stopped;
      tellNothing(...words);
      return;
    }
    note.replaceChildren();
    body.hidden = false;
    if (run !== snapshot.id) { run = snapshot.id; axis.showWhole(); }
    if (charts.length === 0) charts = CHARTS.map((is) => new Chart(grid, axis, is));
    const started = snapshot.plan.started ?? null;
    const origin = started !== null && started <= series.at[0] ? started : series.at[0];
    const {x, columns} = courseOf(series, origin);
    columns.cpu = columns.cpu.map((value) => value === null ? null : value * 100);
    const marks = (series.marks ?? []).map((mark) => ({...mark, at: mark.at - origin}));
    const last = x.at(-1);
    const shades = shadesOf(series, origin);
    const first = Math.min(x[0], ...shades.map(({from}) => from));
    axis.setWhole(first, isAtWork(snapshot) ? Math.max(last, first + LEAST_WHILE_AT_WORK) : last, series.width);
    charts.forEach((chart, n) => chart.show({x, columns: CHARTS[n].lines.map((line) => columns[line.key]), marks, shades, start: origin}));
    values.show({x, columns, marks, width: series.width, origin, long: axis.whole[1]});
  };

  const update = async (snapshot) => {
    if (!isShown) return;
    asked += 1;
    const mine = asked;
    try {
      const series = await store.series();
      if (mine === asked && isShown) draw(snapshot, series);
    } catch (trouble) {
      if (mine !== asked) return;
      tellNothing("The charts could not be fetched.", trouble.message,
        make("button", {type: "button", on: {click: () => update(store.snapshot)}}, "Try again"));
    }
  };

  return {
    update,
    show() { isShown = true; },
    hide() { isShown = false; asked += 1; hideTip(); },
  };
};

/** `warmup` is from when to when requests were not measured, where there was such a time. */
const shadesOf = (series, origin) => {
  const [from, to] = series.warmup ?? [];
  return from !== undefined && to > from ? [{from: from - origin, to: to - origin, text: "warm-up"}] : [];
};

/** What is above the charts: how much of the run is shown. */
const makeBar = (axis, range) => {
  const button = (text, click, attributes = {}) => make("button", {type: "button", on: {click}, ...attributes}, text);
  const choices = [
    [button("Whole run", () => axis.showWhole()), () => axis.kind === "whole"],
    [button("Last 5 min", () => axis.showLast(300)), () => axis.kind === "last" && axis.seconds === 300],
    [button("Last minute", () => axis.showLast(60)), () => axis.kind === "last" && axis.seconds === 60],
  ];
  const step = (text, label, act) => button(text, act, {"aria-label": label, title: label});
  const steps = [
    step("−", "Zoom out", () => axis.scale(2)), step("+", "Zoom in", () => axis.scale(0.5)),
    step("‹", "Earlier", () => axis.move(-0.3)), step("›", "Later", () => axis.move(0.3)),
  ];
  const element = make("div", {class: "charts-bar"},
    make("div", {class: "switch", role: "group", "aria-label": "Shown time"}, ...choices.map(([each]) => each)),
    make("div", {class: "switch", role: "group", "aria-label": "Zoom"}, ...steps), range);
  return {
    element,
    update() { for (const [each, isChosen] of choices) each.setAttribute("aria-pressed", isChosen()); },
  };
};
