// The endpoints, and the sum of all.

import {make, setAttribute, setText} from "./dom.js";
import {emptyOf} from "./empty.js";
import {count, figure, percent, rate, time} from "./format.js";
import {endpointColumn, makeTable} from "./table.js";

const column = (key, title, value, text, rest = {}) => ({key, title, value, text: (row) => text(value(row)), ...rest});
const ofFailures = (cell, {failures}) => setAttribute(cell, "data-kind", failures > 0 ? "failed" : null);

const columns = (slowest) => [
  endpointColumn,
  column("requests", "Requests", (row) => row.requests, count),
  column("failures", "Failed", (row) => row.failures, count, {mark: ofFailures}),
  {key: "share", title: "Failed (%)", value: (row) => row.requests > 0 ? row.failures / row.requests : null, text: (row) => percent(row.failures, row.requests), mark: ofFailures},
  column("rate_now", "Rate now (/s)", (row) => row.rate_now, rate, {hint: "Requests per second, of late"}),
  column("failures_now", "Failing now (/s)", (row) => row.failures_now, rate, {hint: "Failures per second, of late",
    mark: (cell, row) => setAttribute(cell, "data-kind", row.failures_now > 0 ? "failed" : null)}),
  column("rate", "Rate (/s)", (row) => row.rate, rate, {hint: "Requests per second, over the whole run"}),
  column("mean", "Mean (ms)", (row) => row.mean, time),
  column("min", "Min (ms)", (row) => row.min, time),
  column("p50", "p50 (ms)", (row) => row.p50, time),
  column("p95", "p95 (ms)", (row) => row.p95, time, {mark: (cell, row) => {
    // A thin bar makes the rows comparable at a glance.
    const share = row.p95 !== null && slowest() > 0 ? Math.min(1, row.p95 / slowest()) : 0;
    const text = share.toFixed(2);
    if (cell.dataset.share === text) return;
    cell.dataset.share = text;
    cell.classList.add("bar");
    cell.style.setProperty("--share", text);
  }}),
  column("p99", "p99 (ms)", (row) => row.p99, time),
  column("max", "Max (ms)", (row) => row.max, time),
  column("size", "Size (bytes)", (row) => row.size, (value) => value === null ? figure(value) : count(value), {hint: "Mean size of an answer's body"}),
];

const FILES = [
  ["Report", "report.html", false], ["Statistics as CSV", "stats.csv", true], ["Failures as CSV", "failures.csv", true],
  ["Exceptions as CSV", "exceptions.csv", true], ["History as CSV", "history.csv", true],
];

const makeFiles = (store) => {
  const links = FILES.map(([name, file, isDownload]) =>
    [make("a", {class: "button", ...isDownload ? {download: true} : {target: "_blank", rel: "noopener"}}, name), `${file}${isDownload ? "?download=1" : ""}`]);
  const element = make("p", {class: "below"}, ...links.map(([link]) => link));
  return {
    element,
    show(isShown) {
      element.hidden = !isShown;
      for (const [link, file] of links) setAttribute(link, "href", `${store.files}/${file}`);
    },
  };
};

export const mount = (element, store) => {
  let slowest = 0;
  const table = makeTable({
    caption: "Statistics", columns: columns(() => slowest), keyOf: (row) => `${row.method} ${row.name}`, noun: "endpoints", className: "figures",
    filter: {label: "Show only endpoints that contain", text: (row) => `${row.method} ${row.name}`},
    empty: {title: "", text: ""},
  });
  const leftOut = make("p", {class: "quiet", hidden: true});
  const files = makeFiles(store);
  element.append(table.element, leftOut, files.element);
  return {
    update(snapshot) {
      slowest = snapshot.rows.reduce((most, row) => Math.max(most, row.p95 ?? 0), 0);
      table.setEmpty(emptyOf(snapshot, "endpoints", store.offer?.watching));
      table.update(snapshot.rows, snapshot.total);
      leftOut.hidden = snapshot.rows_left_out === 0;
      setText(leftOut, `${count(snapshot.rows_left_out)} more endpoints are counted in the row of all and not listed here; the CSV files hold them.`);
      files.show(snapshot.total.requests > 0);
    },
    show() {},
    hide() {},
  };
};
