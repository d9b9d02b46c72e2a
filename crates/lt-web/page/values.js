// The figures of the charts as tables, for those who read them better so.
import {elapsedInWords} from "./course.js";
import {make, setText} from "./dom.js";
import {clock, count, percent, rate, time} from "./format.js";

const COLUMNS = [
  ["Requests/s", "rate", rate], ["Failures/s", "failures", rate], ["p50 (ms)", "p50", time], ["p95 (ms)", "p95", time],
  ["p99 (ms)", "p99", time], ["Users", "users", count], ["In flight", "in_flight", count],
  ["Busiest thread (% of a core)", "cpu", (value) => percent(value, 100)], ["Schedule delay p99 (ms)", "delay_p99", time],
];

// Windows that are older than these do not change any more.
const MAY_CHANGE = 25;

const head = (...names) => make("thead", {}, make("tr", {}, ...names.map((name, n) =>
  make("th", {scope: "col", class: n < 2 || names.length === 3 ? "left" : null}, name))));

/** Tables behind a `<details>`, which are filled while they are open. */
export const makeValues = () => {
  const body = make("tbody", {});
  const events = make("tbody", {});
  const happened = make("div", {hidden: true},
    make("h3", {}, "What happened"),
    make("div", {class: "scroll", tabindex: "0"}, make("table", {}, make("caption", {class: "unseen"}, "What happened when"),
      head("After the start", "Time", "What"), events)));
  const element = make("details", {class: "values"}, make("summary", {}, "The same as tables"),
    make("div", {class: "scroll", tabindex: "0"}, make("table", {}, make("caption", {class: "unseen"}, "The run over time"),
      head("After the start", "Time", ...COLUMNS.map(([name]) => name)), body)),
    happened);
  let latest = null;
  let filled = null;

  const cellsOf = ({x, columns, origin, long}, n) =>
    [elapsedInWords(x[n], long), clock(origin + x[n]), ...COLUMNS.map(([, key, write]) => write(columns[key][n]))];

  const write = (row, texts) => {
    texts.forEach((text, n) => {
      if (row.cells[n]) setText(row.cells[n], text);
      else row.append(make(n === 0 ? "th" : "td", {scope: n === 0 ? "row" : null, class: n < 2 || texts.length === 3 ? "left" : null}, text));
    });
  };

  const fill = () => {
    if (!element.open || latest === null) return;
    const {x, marks, width, origin, long} = latest;
    const isSame = filled !== null && filled.width === width && filled.origin === origin && filled.first === x[0]
      && filled.isShort === (long <= 180) && filled.many <= x.length;
    if (!isSame) body.replaceChildren();
    const from = isSame ? Math.max(0, Math.min(filled.many, x.length) - MAY_CHANGE) : 0;
    for (let n = from; n < x.length; n += 1) write(body.rows[n] ?? body.insertRow(), cellsOf(latest, n));
    filled = {width, origin, first: x[0], isShort: long <= 180, many: x.length};
    happened.hidden = marks.length === 0;
    marks.forEach((mark, n) =>
      write(events.rows[n] ?? events.insertRow(), [elapsedInWords(mark.at, long), clock(origin + mark.at), mark.text || mark.name]));
    while (events.rows.length > marks.length) events.deleteRow(-1);
  };
  element.addEventListener("toggle", fill);
  return {
    element,
    show(course) { latest = course; fill(); },
  };
};
