// The ways in which requests failed, the most frequent first.

import {make, setText} from "./dom.js";
import {emptyOf} from "./empty.js";
import {clock, count, moment, percent} from "./format.js";
import {isAtWork} from "./store.js";
import {endpointColumn, makeTable} from "./table.js";

const atOf = (key, title) => ({key, title, kind: "left", value: (row) => row[key], text: (row) => clock(row[key]),
  draw: (cell, row, text) => { setText(cell, text); cell.title = moment(row[key]); }});

export const mount = (element, store) => {
  let failures = 0;
  const table = makeTable({
    caption: "Failures", keyOf: (row) => JSON.stringify([row.method, row.name, row.error]), noun: "failures", className: "failures",
    columns: [
      {key: "occurrences", title: "Requests", value: (row) => row.occurrences, text: (row) => count(row.occurrences), mark: (cell) => { cell.dataset.kind = "failed"; }},
      {key: "share", title: "Of all failures (%)", value: (row) => row.occurrences, text: (row) => percent(row.occurrences, failures)},
      {...endpointColumn, isHead: false},
      {key: "error", title: "What went wrong", kind: "name", value: (row) => row.error, text: (row) => row.error,
        draw: (cell, row) => cell.replaceChildren(make("bdi", {}, row.error))},
      atOf("first", "First seen"),
      atOf("last", "Last seen"),
    ],
    sort: {key: "occurrences", order: "descending"},
    filter: {label: "Show only failures that contain", text: (row) => `${row.method} ${row.name} ${row.error}`},
    empty: {title: "", text: ""},
  });
  const leftOut = make("p", {class: "quiet", hidden: true});
  const download = make("a", {class: "button", download: true}, "Download as CSV");
  const actions = make("p", {class: "below"}, download);
  element.append(table.element, leftOut, actions);
  return {
    update(snapshot) {
      failures = snapshot.total.failures;
      const none = {title: "No request failed.", text: `${count(snapshot.total.requests)} requests${isAtWork(snapshot) ? " so far" : ""}, all of them well.`};
      table.setEmpty(snapshot.total.requests > 0 ? none : emptyOf(snapshot, "failures", store.offer?.watching));
      table.update(snapshot.failures);
      leftOut.hidden = snapshot.failures_left_out === 0;
      setText(leftOut, `${count(snapshot.failures_left_out)} more ways of failing are counted and not listed here; the CSV file holds them.`);
      actions.hidden = snapshot.failures.length === 0;
      const address = `${store.files}/failures.csv?download=1`;
      if (download.getAttribute("href") !== address) download.setAttribute("href", address);
    },
    show() {},
    hide() {},
  };
};
