// A table that lives: sorted by its heads, filtered by a word, and changed only where a figure changes.

import {emptyState, make, setAttribute, setText} from "./dom.js";
import {count} from "./format.js";

const isText = (column) => column.kind === "name" || column.kind === "left";

// Made once: a comparison of texts that looks up its language every time takes most of a sort.
const collator = new Intl.Collator("en", {numeric: true});

const compare = (column, turn) => (a, b) => {
  const [x, y] = [column.value(a), column.value(b)];
  if (x === y) return 0;
  // What is unknown comes last, whatever the order.
  if (x === null || x === undefined) return 1;
  if (y === null || y === undefined) return -1;
  return turn * (typeof x === "string" ? collator.compare(x, y) : x - y);
};

const makeHead = (column, choose) => {
  const button = make("button", {type: "button", on: {click: choose}}, column.title);
  return make("th", {scope: "col", role: "columnheader", class: column.kind, title: column.hint, "data-column": column.key}, button);
};

/** A cell writes its text, or is drawn by the column where it is more than text. */
const makeCell = (column, isHead) => {
  const cell = make(isHead ? "th" : "td", {scope: isHead ? "row" : null, role: isHead ? "rowheader" : "cell", class: column.kind});
  let shown = null;
  return {
    cell,
    show(row) {
      const text = column.text(row);
      if (text !== shown) {
        shown = text;
        if (column.draw) column.draw(cell, row, text);
        else setText(cell, text);
      }
      column.mark?.(cell, row);
    },
  };
};

const makeRow = (columns, className = null) => {
  const cells = columns.map((column) => makeCell(column, column.kind === "name" && column.isHead === true));
  const element = make("tr", {role: "row", class: className}, ...cells.map(({cell}) => cell));
  const row = {
    element,
    isOutOfSight: false,
    show(item) { for (const cell of cells) cell.show(item); },
  };
  // Fired where a style sheet gives rows `content-visibility: auto`; elsewhere every row counts as seen.
  element.addEventListener("contentvisibilityautostatechange", (event) => { row.isOutOfSight = event.skipped; });
  return row;
};

const whenIdle = (work) => globalThis.requestIdleCallback
  ? requestIdleCallback(work, {timeout: 400}) : setTimeout(() => work({timeRemaining: () => 8}), 50);

/** Writes the rows that nobody sees when there is time for it, so that scrolling stays smooth. */
const makeLater = () => {
  let waiting = [];
  let isAsked = false;
  const work = (deadline) => {
    isAsked = false;
    let n = 0;
    while (waiting.length > 0 && (n < 20 || deadline.timeRemaining() > 2)) { waiting.pop()(); n += 1; }
    ask();
  };
  const ask = () => {
    if (isAsked || waiting.length === 0) return;
    isAsked = true;
    whenIdle(work);
  };
  return (writes) => { waiting = writes; ask(); };
};

/**
 * A table. `columns`: `{key, title, hint, kind: "name" | "left" | undefined, value(row), text(row), draw(cell, row, text), mark(cell, row)}`;
 * `keyOf(row)`: what a row is known by; `filter`: `{label, text(row)}`; `empty`: `{title, text}` in the place of no rows.
 */
export const makeTable = ({caption, columns, keyOf, filter = null, empty, sort = null, noun = "rows", className = ""}) => {
  const rows = new Map();
  let data = [];
  let total = null;
  let order = sort;
  let wanted = "";
  let isHeld = false;
  const later = makeLater();

  const heads = columns.map((column) => makeHead(column, () => choose(column)));
  // The roles are told, since a style sheet that lays a table out otherwise may take them away.
  const group = {role: "rowgroup"};
  const body = make("tbody", group);
  const foot = make("tfoot", group);
  const table = make("table", {role: "table", class: className}, make("caption", {class: "unseen"}, caption),
    make("thead", group, make("tr", {role: "row"}, ...heads)), body, foot);
  const scroll = make("div", {class: "scroll", tabindex: "0", role: "group", "aria-label": `Table: ${caption}`}, table);
  const search = make("input", {type: "search", autocomplete: "off", spellcheck: "false"});
  const found = make("span", {class: "quiet", role: "status"});
  const bar = filter ? make("p", {class: "filter"}, make("label", {}, `${filter.label} `, search), " ", found) : null;
  const nothing = emptyState(empty.title, empty.text);
  const noneFound = make("p", {class: "quiet none-found", hidden: true}, `No ${noun} contain this.`);
  const element = make("div", {class: "live-table"}, bar, scroll, noneFound, nothing);

  const sorted = () => {
    const column = columns.find(({key}) => key === order?.key);
    return column ? [...data].sort(compare(column, order.order === "ascending" ? 1 : -1)) : data;
  };

  const arrange = () => {
    let place = body.firstElementChild;
    for (const item of sorted()) {
      const {element: row} = rows.get(keyOf(item));
      if (row === place) place = place.nextElementSibling;
      else body.insertBefore(row, place);
    }
  };

  const sift = () => {
    let n = 0;
    for (const item of data) {
      const isFound = wanted === "" || filter.text(item).toLowerCase().includes(wanted);
      rows.get(keyOf(item)).element.hidden = !isFound;
      if (isFound) n += 1;
    }
    setText(found, wanted === "" ? "" : `${count(n)} of ${count(data.length)}`);
    noneFound.hidden = n > 0 || data.length === 0;
  };

  const showOrder = () => {
    heads.forEach((head, n) => setAttribute(head, "aria-sort", order?.key === columns[n].key ? order.order : null));
  };
  const choose = (column) => {
    const turned = order?.order === "ascending" ? "descending" : "ascending";
    const first = isText(column) ? "ascending" : "descending";
    order = {key: column.key, order: order?.key === column.key ? turned : first};
    showOrder();
    arrange();
  };

  // A row does not run away from who points at it or reads it.
  body.addEventListener("pointerenter", (event) => { isHeld = event.pointerType === "mouse"; });
  body.addEventListener("pointerleave", () => { isHeld = false; });
  search.addEventListener("input", () => { wanted = search.value.trim().toLowerCase(); sift(); });
  search.addEventListener("keydown", (event) => { if (event.key === "Escape") { search.value = ""; wanted = ""; sift(); } });
  showOrder();

  return {
    element,
    bar,
    /** Shows these rows, and the sum of all where there is one. */
    update(items, sum = null) {
      data = items;
      const keys = new Set(items.map(keyOf));
      const isSame = keys.size === rows.size && items.every((item) => rows.has(keyOf(item)));
      for (const [key, row] of rows) if (!keys.has(key)) { row.element.remove(); rows.delete(key); }
      const unseen = [];
      for (const item of items) {
        const key = keyOf(item);
        if (!rows.has(key)) rows.set(key, makeRow(columns));
        const row = rows.get(key);
        if (row.isOutOfSight) unseen.push(() => row.show(item));
        else row.show(item);
      }
      later(unseen);
      if (sum && !total) { total = makeRow(columns, "total"); foot.append(total.element); }
      if (sum) total.show(sum);
      if (!isSame || !isHeld) arrange();
      if (!isSame || wanted !== "") sift();
      nothing.hidden = items.length > 0;
      scroll.hidden = items.length === 0;
      if (bar) bar.hidden = items.length === 0;
    },
    /** Other words in the place of no rows. */
    setEmpty({title, text}) {
      setText(nothing.firstElementChild, title);
      setText(nothing.lastElementChild, text);
    },
  };
};

/** The column that names an endpoint. */
export const endpointColumn = {
  key: "endpoint", title: "Endpoint", kind: "name", isHead: true,
  value: ({method, name}) => `${name} ${method}`,
  text: ({method, name}) => `${method} ${name}`,
  draw(cell, {method, name}) {
    cell.replaceChildren(make("div", {class: "endpoint"},
      method === "" ? null : make("span", {class: "method"}, method), make("bdi", {}, name)));
  },
};
