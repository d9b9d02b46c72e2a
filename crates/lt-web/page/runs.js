// The tab of kept runs: what there is, and what can be done with it.
import {make, setAttribute, setText} from "./dom.js";
import {bytes, count, duration, moment, percent, rate, sentence, time} from "./format.js";
import {choose, titleOf} from "./kept.js";
import {makeMenu} from "./menu.js";
import {isAtWork} from "./store.js";
import {makeTable} from "./table.js";

// How often the list is asked for while a run goes on, or while lt-web still reads older ones.
const WAIT = 4000;

const STATES = {
  unread: ["…", "being read"], running: ["▶", "running"], whole: ["✓", "whole"], cut_off: ["!", "cut off"], unreadable: ["✕", "unreadable"],
};

const FILES = [
  ["stream", "Recording", "NDJSON"], ["report.html", "Report", "HTML, one file"], ["report.json", "Summary", "JSON"],
  ["stats.csv", "Statistics", "CSV"], ["failures.csv", "Failures", "CSV"], ["exceptions.csv", "Exceptions", "CSV"], ["history.csv", "History", "CSV"],
];

const EMPTY = {title: "No run is kept yet.", text: "Press Start: every run is recorded and listed here when it begins."};

const pathOf = (id) => `/api/runs/${encodeURIComponent(id)}`;
const figure = (key, title, write, rest = {}) => ({key, title, value: (run) => run[key], text: (run) => write(run[key]), ...rest});

const canCompare = (run) => run.requests > 0 && run.state !== "running";

const drawName = (cell, run) => {
  const what = [run.scenario, run.target].filter((each) => each && each !== titleOf(run)).join(" · ");
  cell.replaceChildren(make("bdi", {class: "run-title"}, titleOf(run)),
    what === "" ? "" : make("bdi", {class: "run-what"}, what), make("bdi", {class: "run-what"}, run.id));
};

const drawStarted = (cell, run) => {
  const [day, hour = ""] = moment(run.started).split(" ");
  cell.replaceChildren(make("span", {class: "run-day"}, day), " ", make("span", {class: "run-day"}, hour));
};

const drawState = (cell, run) => {
  const [icon, word] = STATES[run.state] ?? ["?", run.state];
  setAttribute(cell, "title", run.reason);
  cell.replaceChildren(make("span", {class: `run-state ${run.state}`}, make("i", {"aria-hidden": "true"}, icon), word),
    run.reason && run.state !== "unread" ? make("span", {class: "run-why"}, sentence(run.reason)) : "");
};

// On a phone a run is a card, in which each figure has its name beside it.
const named = (column) => ({...column, mark(cell, run) { setAttribute(cell, "data-title", column.title); column.mark?.(cell, run); }});

export const mount = (element, store) => {
  const chosen = new Set();
  let isShown = false;
  let timer = 0;
  let before = "";
  let asked = 0;

  const compare = make("button", {type: "button", on: {click: () => goCompare()}}, "Compare");
  const note = make("span", {class: "quiet", role: "status"});
  const trouble = make("p", {class: "form-error", role: "alert"});
  const folder = make("code", {});
  const where = make("p", {class: "quiet", hidden: true}, "Recordings lie in ", folder, "; scripts find the same at ", make("code", {}, "/api/runs"), ".");
  const leftOut = make("p", {class: "quiet", hidden: true});

  const showChoice = () => {
    compare.disabled = chosen.size !== 2;
    setText(note, chosen.size === 2 ? "Two runs are chosen." : chosen.size === 1 ? "Choose one more to compare." : "");
    for (const box of element.querySelectorAll("input[data-run]")) {
      box.checked = chosen.has(box.dataset.run);
      box.disabled = !box.checked && chosen.size >= 2;
    }
  };

  const goCompare = () => {
    const runs = known.filter((run) => chosen.has(run.id)).sort((a, b) => (a.started ?? 0) - (b.started ?? 0));
    choose(runs[0].id, runs[1].id);
    location.hash = "#compare";
  };

  const open = async (run) => {
    const isOpen = await store.open(run.state === "running" ? null : run.id);
    if (isOpen !== false) location.hash = "#statistics";
  };

  const remove = async (run, button) => {
    const isWanted = await store.confirm({
      title: "Delete this run?", action: "Delete",
      text: `The recording of ${titleOf(run)} of ${moment(run.started)} (${run.id}, ${bytes(run.bytes)}) is deleted for good. Baselines that were saved of it stay.`,
    });
    if (!isWanted) return;
    button.disabled = true;
    try {
      await store.remove(pathOf(run.id));
      chosen.delete(run.id);
      if (store.run === run.id) await store.open(null);
      store.say(`${titleOf(run)} of ${moment(run.started)} is deleted.`, "good");
    } catch (error) {
      store.say(error.message, "error");
      button.disabled = false;
    }
    await load();
  };

  const drawChoice = (cell, run) => {
    const box = make("input", {type: "checkbox", "data-run": run.id, "aria-label": `Choose ${titleOf(run)}, ${run.id}, to compare`, on: {
      change: () => { if (box.checked) chosen.add(run.id); else chosen.delete(run.id); showChoice(); },
    }});
    box.checked = chosen.has(run.id);
    cell.replaceChildren(canCompare(run) ? box : "");
  };

  const drawActions = (cell, run) => {
    const name = `${titleOf(run)}, ${run.id}`;
    const canShow = run.state !== "unreadable" && run.state !== "unread";
    const links = FILES.filter(([file]) => canShow || file === "stream").map(([file, word, kind]) =>
      make("a", {href: `${pathOf(run.id)}/${file}?download=1`, download: true}, word, make("span", {"data-file": file}, kind)));
    if (canShow) links.unshift(make("a", {href: `${pathOf(run.id)}/report.html`, target: "_blank", rel: "noopener"}, "Look at the report", make("span", {}, "new tab")));
    const drop = run.state === "running" ? "" : make("button", {type: "button", class: "danger", "aria-label": `Delete ${name}`}, "Delete");
    if (drop !== "") drop.addEventListener("click", () => remove(run, drop));
    cell.replaceChildren(make("div", {class: "run-actions"},
      canShow ? make("button", {type: "button", "aria-label": `Open ${name}`, on: {click: () => open(run)}}, "Open") : "",
      makeMenu("Download", `Download ${name}`, links), drop));
  };

  const columns = [
    {key: "name", title: "Run", kind: "name", isHead: true, value: titleOf, draw: drawName,
      text: (run) => [titleOf(run), run.scenario, run.target, run.id].join("\n")},
    {key: "started", title: "Started", kind: "left", value: (run) => run.started, text: (run) => moment(run.started), draw: drawStarted},
    {key: "state", title: "State", kind: "left", value: (run) => run.state, text: (run) => `${run.state}\n${run.reason ?? ""}`, draw: drawState},
    figure("duration", "Duration", duration),
    figure("requests", "Requests", count),
    {key: "failures", title: "Failed (%)", value: (run) => run.requests > 0 ? run.failures / run.requests : null,
      text: (run) => percent(run.failures, run.requests), mark: (cell, run) => setAttribute(cell, "data-kind", run.failures > 0 ? "failed" : null)},
    figure("rate", "Rate (/s)", rate), figure("p50", "p50 (ms)", time), figure("p95", "p95 (ms)", time), figure("p99", "p99 (ms)", time),
    {key: "chosen", title: "Choose", hint: "Choose two runs to compare", value: (run) => Number(chosen.has(run.id)), text: (run) => `${run.id} ${canCompare(run)}`, draw: drawChoice},
    {key: "actions", title: "Actions", kind: "left", value: () => null, text: (run) => `${run.id} ${run.state}`, draw: drawActions,
      // A recording grows while its run goes on; who has the menu open keeps it.
      mark: (cell, run) => setText(cell.querySelector("[data-file=stream]"), `NDJSON, ${bytes(run.bytes)}`)},
  ];
  const table = makeTable({
    caption: "Runs", columns: columns.map(named), keyOf: (run) => run.id, noun: "runs", className: "runs", empty: EMPTY,
    filter: {label: "Show only runs that contain", text: (run) => [titleOf(run), run.scenario, run.target, run.id, moment(run.started)].join(" ")},
  });
  table.element.hidden = true;
  table.bar.append(make("span", {class: "runs-compare"}, note, compare));
  element.append(trouble, table.element, leftOut, where);
  let known = [];

  const load = async () => {
    clearTimeout(timer);
    asked += 1;
    const mine = asked;
    try {
      const list = await store.get("/api/runs");
      if (mine !== asked) return;
      known = list.runs;
      for (const id of chosen) if (!known.some((run) => run.id === id)) chosen.delete(id);
      table.element.hidden = false;
      table.update(known);
      showChoice();
      setText(trouble, "");
      setText(folder, list.folder);
      where.hidden = false;
      leftOut.hidden = !(list.left_out > 0);
      setText(leftOut, `${count(list.left_out)} older runs are not listed here; their recordings lie in the same folder.`);
    } catch (error) {
      if (mine !== asked) return;
      setText(trouble, `The list of runs could not be fetched. ${error.message}`);
    }
    const isMoving = isAtWork(store.live) || known.some((run) => run.state === "unread");
    if (isShown && (isMoving || trouble.textContent !== "")) timer = setTimeout(load, WAIT);
  };

  return {
    update() {
      const now = `${store.live?.id} ${store.live?.state}`;
      if (isShown && before !== "" && now !== before) load();
      before = now;
    },
    show() { isShown = true; load(); },
    hide() { isShown = false; clearTimeout(timer); },
  };
};
