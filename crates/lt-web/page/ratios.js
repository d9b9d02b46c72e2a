// How the work is shared out: as planned, and as it came.

import {emptyState, make} from "./dom.js";
import {UNKNOWN, count, percent} from "./format.js";
import {isAtWork} from "./store.js";

const EVERY = 3000;
const KINDS = {profile: "profile", journey: "journey", action: "action", request: "request"};

const barOf = ({planned, actual}) => {
  const bar = make("div", {class: "ratio", "aria-hidden": "true"});
  const part = (name, share) => {
    if (share === null || share === undefined) return;
    const piece = make("span", {class: name});
    piece.style.setProperty("--share", String(Math.min(1, Math.max(0, share))));
    bar.append(piece);
  };
  part("actual", actual);
  part("planned", planned);
  return bar;
};

const rowOf = (row) => {
  const name = make("th", {scope: "row", class: "name"},
    make("div", {class: "endpoint"}, make("bdi", {}, row.name), make("span", {class: "mark"}, KINDS[row.kind] ?? row.kind)));
  name.firstElementChild.style.paddingLeft = `${Math.min(row.depth, 12) * 20}px`;
  return make("tr", {class: row.depth === 0 ? "root" : null}, name,
    make("td", {}, percent(row.planned)), make("td", {}, percent(row.actual)), make("td", {}, count(row.n)), make("td", {class: "ratio-cell"}, barOf(row)));
};

const tableOf = ({name, rows}) => make("div", {class: "ratio-scenario"},
  make("h2", {}, make("bdi", {}, name)),
  make("div", {class: "scroll", tabindex: "0", role: "group", "aria-label": `Table: ratios of ${name}`}, make("table", {class: "ratios"},
    make("caption", {class: "unseen"}, `Ratios of ${name}`),
    make("thead", {}, make("tr", {}, ...[["What", "name"], ["Planned (%)"], ["Actual (%)"], ["Count"], ["Actual as a bar, planned as a line", "left"]]
      .map(([title, kind]) => make("th", {scope: "col", class: kind}, title)))),
    make("tbody", {}, ...rows.map(rowOf)))));

export const mount = (element, store) => {
  const tables = make("div", {class: "stack"});
  const note = make("p", {class: "quiet", hidden: true},
    `${UNKNOWN} means: the plan does not know this share, it depends on answers; or nothing was counted yet.`);
  element.append(tables, note);
  let shown = null;
  let asked = -Infinity;
  let isShown = false;

  const put = (key, ...content) => {
    if (shown === key) return;
    shown = key;
    tables.replaceChildren(...content);
  };
  const ask = async () => {
    asked = performance.now();
    try {
      const {scenarios, rows_left_out: leftOut = 0} = await store.get("/api/ratios");
      note.hidden = scenarios.length === 0;
      if (scenarios.length === 0) put("none", emptyState("No ratios are known.", "They are those of a scenario file: choose one and press Start."));
      else put(JSON.stringify(scenarios), ...scenarios.map(tableOf), ...leftOut > 0 ? [make("p", {class: "quiet"}, `${count(leftOut)} more rows are left out.`)] : []);
    } catch (trouble) {
      note.hidden = true;
      put(trouble.message, emptyState("The ratios could not be had.", trouble.message));
    }
  };
  let last = null;
  return {
    update(snapshot) {
      if (!isShown) return;
      if (store.run !== null) {
        note.hidden = true;
        last = null;
        put("kept", emptyState("Ratios are shown of the run that goes on.", "Press “Back to now” above to see them."));
        return;
      }
      const isOther = last === null || last.id !== snapshot.id || last.state !== snapshot.state;
      last = snapshot;
      if (isOther || (isAtWork(snapshot) && performance.now() - asked > EVERY)) ask();
    },
    show() { isShown = true; last = null; },
    hide() { isShown = false; },
  };
};
