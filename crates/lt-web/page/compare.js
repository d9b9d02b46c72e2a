// The tab that lays one run over another: lt-gate's words first, then both over time, then the figures of both.
import {isQuiet, isUndecided, makeAnswer} from "./answers.js";
import {Chart} from "./chart.js";
import {courseOf, overlay} from "./course.js";
import {make, setText} from "./dom.js";
import {count, figure, percent, rate, time, UNKNOWN} from "./format.js";
import {nameOf, pair} from "./kept.js";
import {endpointColumn, makeTable} from "./table.js";
import {TimeAxis} from "./timeaxis.js";
import {hideTip} from "./tip.js";

// So many words are shown at once where none of them asks for something.
const MANY_WORDS = 6;

const chart = (title, key, color, rest) => ({title, key, ...rest,
  lines: [{key: "base", label: "base", color: "--grey", dash: [5, 4]}, {key: "head", label: "head", color}]});

const CHARTS = [
  chart("Requests per second", "rate", "--blue", {unit: "/s", scale: "req/s", write: rate}),
  chart("Failures per second", "failures", "--red", {unit: "/s", write: rate}),
  chart("Response time, p50", "p50", "--blue", {unit: "ms", write: time}),
  chart("Response time, p95", "p95", "--orange", {unit: "ms", write: time}),
  chart("Response time, p99", "p99", "--violet", {unit: "ms", write: time}),
  chart("Users", "users", "--aqua", {unit: "", scale: "users", write: count, nothing: "Nobody counted users in these runs."}),
];

const shareOf = (row) => row && row.requests > 0 ? row.failures / row.requests : null;
const of = (key) => (row) => row?.[key] ?? null;
const inPercent = (value) => value === null ? UNKNOWN : percent(value);

const FIGURES = [
  ["Requests", of("requests"), count], ["Rate (/s)", of("rate"), rate], ["Failed (%)", shareOf, inPercent], ["Mean (ms)", of("mean"), time],
  ["p50 (ms)", of("p50"), time], ["p95 (ms)", of("p95"), time], ["p99 (ms)", of("p99"), time], ["Max (ms)", of("max"), time],
];

const signed = (value, text) => value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;

/** By how much a figure grew, as per cent of what it was. */
const growth = (before, after) => {
  if (before === null || after === null || (before === 0 && after !== 0)) return UNKNOWN;
  const size = before === after ? 0 : 100 * Math.abs(after - before) / before;
  return size < 0.05 ? "0 %" : `${signed(after - before, figure(size))} %`;
};

const difference = (before, after, write) => {
  if (before === null || after === null) return UNKNOWN;
  return write(before) === write(after) ? "0" : signed(after - before, write(Math.abs(after - before)));
};

const figureColumn = (side, title, key, value, write) =>
  ({key: `${key}-${side}`, title: `${title}, ${side}`, value: (row) => value(row[side]), text: (row) => write(value(row[side]))});

const columnsOf = ([title, value, write], key) => [
  figureColumn("base", title, key, value, write), figureColumn("head", title, key, value, write),
  {key: `${key}-by`, title: "Change", value: (row) => {
    const [a, b] = [value(row.base), value(row.head)];
    return a === null || b === null || a === 0 ? null : b / a;
  }, text: (row) => growth(value(row.base), value(row.head)), mark: (cell) => cell.classList.add("change")},
];

const ENDPOINT_COLUMNS = [endpointColumn, ...["Requests", "Failed (%)", "p50 (ms)", "p95 (ms)"].flatMap((title) =>
  columnsOf(FIGURES.find(([each]) => each === title), title))];

const keyOf = (row) => `${row.method} ${row.name}`;

const rowsOf = (base, head) => {
  const both = new Map(base.rows.map((row) => [keyOf(row), {method: row.method, name: row.name, base: row, head: null}]));
  for (const row of head.rows) {
    const known = both.get(keyOf(row));
    if (known) known.head = row; else both.set(keyOf(row), {method: row.method, name: row.name, base: null, head: row});
  }
  return [...both.values()];
};

const optionsOf = (runs) => runs.map((run) => make("option", {value: run.id}, nameOf(run)));

const totalsOf = (base, head) => {
  const row = ([title, value, write]) => {
    const [a, b] = [value(base.total), value(head.total)];
    const texts = [write(a), write(b), difference(a, b, write), growth(a, b)];
    return make("tr", {}, make("th", {scope: "row", class: "left"}, title), ...texts.map((text) => make("td", {}, text)));
  };
  const heads = ["", "Base", "Head", "Difference", "Change"].map((text, n) => make(n === 0 ? "td" : "th", n === 0 ? {} : {scope: "col"}, text));
  return make("table", {class: "totals"}, make("caption", {class: "unseen"}, "Both runs as a whole"),
    make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...FIGURES.map(row)));
};

const listOf = (words) => make("ul", {class: "gate-words"},
  ...words.map((word) => make("li", {}, makeAnswer(word.answer), make("span", {}, word.text))));

const foldOf = (words, what, isOpen) => make("details", {open: isOpen}, make("summary", {}, `${count(words.length)} ${what}`), listOf(words));

/** What asks for something stands open; the rest is folded, so that a page of doubts does not hide the charts. */
const wordsOf = ({words, answer, text}) => {
  const loud = words.filter((word) => !isQuiet(word.answer) && !isUndecided(word.answer));
  const folds = [
    [words.filter((word) => isUndecided(word.answer)), "could not be decided"],
    [words.filter((word) => isQuiet(word.answer)), "passed or only told"],
  ].filter(([folded]) => folded.length > 0);
  return [
    make("p", {class: "gate-answer"}, "lt-gate compare says: ", makeAnswer(answer)),
    ...loud.length > 0 ? [listOf(loud)] : [],
    ...folds.map(([folded, what], n) => foldOf(folded, what, loud.length === 0 && n === 0 && folded.length <= MANY_WORDS)),
    make("details", {}, make("summary", {}, "All that lt-gate says"), make("pre", {class: "gate-text", tabindex: "0"}, text)),
  ];
};

export const mount = (element, store) => {
  const base = make("select", {id: "compare-base"});
  const head = make("select", {id: "compare-head"});
  const turn = make("button", {type: "button", on: {click: () => { [base.value, head.value] = [head.value, base.value]; fetchBoth(); }}}, "Swap");
  const field = (select, text) => make("div", {class: "field"}, make("label", {for: select.id}, text), select);
  const form = make("div", {class: "compare-form"}, field(base, "Base (the older build)"), field(head, "Head (the build in question)"), turn);
  const trouble = make("p", {class: "form-error", role: "alert"});
  const nothing = make("div", {class: "empty", hidden: true}, make("p", {class: "empty-title"}, "There are no two runs to compare yet."),
    make("p", {}, "Every run that is started here is kept. When two have ended, choose them here or in the tab Runs."));
  const status = make("p", {class: "quiet", role: "status"});
  const words = make("div", {class: "gate"});
  const grid = make("div", {class: "charts-grid"});
  const totals = make("div", {class: "scroll", tabindex: "0", role: "group", "aria-label": "Table: both runs as a whole"});
  const table = makeTable({caption: "Endpoints of both runs", columns: ENDPOINT_COLUMNS, keyOf, noun: "endpoints", className: "both",
    filter: {label: "Show only endpoints that contain", text: keyOf}, empty: {title: "No endpoint was measured.", text: "Neither run holds a request."}});
  const result = make("div", {class: "compared", hidden: true}, words,
    make("h2", {}, "Over time, from the start of each"), grid, make("h2", {}, "As a whole"), totals, make("h2", {}, "By endpoint"), table.element);
  element.append(nothing, form, trouble, status, result);
  const axis = new TimeAxis();
  let charts = [];
  let shown = "";
  let asked = 0;
  let isShown = false;

  const draw = (answer) => {
    words.replaceChildren(...wordsOf(answer));
    const courses = [answer.base, answer.head].map(({series, started}) => courseOf(series, started ?? series.at[0] ?? 0));
    const {x, columns} = overlay(...courses);
    const widths = [answer.base, answer.head].map(({series}) => series.width);
    result.hidden = false;
    if (charts.length === 0) charts = CHARTS.map((is) => new Chart(grid, axis, {...is, small: true}));
    axis.setWhole(x[0] ?? 0, x.at(-1) ?? 1, Math.max(...widths));
    charts.forEach((each, n) => each.show({x, columns: columns(CHARTS[n].key)}));
    axis.showWhole();
    totals.replaceChildren(totalsOf(answer.base, answer.head));
    table.update(rowsOf(answer.base, answer.head));
  };

  const fetchBoth = async () => {
    Object.assign(pair, {base: base.value, head: head.value});
    asked += 1;
    const mine = asked;
    const wanted = `${pair.base} ${pair.head}`;
    if (shown === wanted) return;
    setText(trouble, pair.base === pair.head ? "Choose two runs: a run is the same as itself." : "");
    if (pair.base === pair.head) { result.hidden = true; shown = ""; return; }
    setText(status, "lt-gate reads both runs…");
    result.classList.add("stale");
    try {
      const query = new URLSearchParams({base: pair.base, head: pair.head});
      const answer = await store.get(`/api/compare?${query}`);
      if (mine !== asked) return;
      draw(answer);
      shown = wanted;
    } catch (error) {
      if (mine !== asked) return;
      shown = "";
      result.hidden = true;
      setText(trouble, error.message);
    }
    setText(status, "");
    result.classList.remove("stale");
  };

  const offer = (runs) => {
    const fit = runs.filter((run) => run.requests > 0 && run.state !== "running");
    const has = (id) => fit.some((run) => run.id === id);
    nothing.hidden = fit.length >= 2;
    form.hidden = fit.length < 2;
    if (fit.length < 2) { result.hidden = true; return; }
    for (const select of [base, head]) select.replaceChildren(...optionsOf(fit));
    head.value = has(pair.head) ? pair.head : has(store.run) ? store.run : fit[0].id;
    const older = fit[fit.findIndex((run) => run.id === head.value) + 1] ?? fit.find((run) => run.id !== head.value);
    base.value = has(pair.base) && pair.base !== head.value ? pair.base : older.id;
    fetchBoth();
  };

  const load = async () => {
    try {
      const {runs} = await store.get("/api/runs");
      if (isShown) offer(runs);
    } catch (error) {
      setText(trouble, `The list of runs could not be fetched. ${error.message}`);
    }
  };

  base.addEventListener("change", fetchBoth);
  head.addEventListener("change", fetchBoth);
  let before = null;
  return {
    update() {
      const now = `${store.live?.id} ${store.live?.state}`;
      if (before !== null && now !== before) load();
      before = now;
    },
    show() { isShown = true; load(); },
    hide() { isShown = false; hideTip(); },
  };
};
