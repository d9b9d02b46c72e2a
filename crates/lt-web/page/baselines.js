// The tab of baselines: what lt-gate keeps, and this run beside it. What it refuses is shown in its own words.
import {make, setText} from "./dom.js";
import {count, moment, sentence, time, UNKNOWN} from "./format.js";
import {nameOf} from "./kept.js";
import {makeTable} from "./table.js";

const EMPTY = {title: "No baseline is kept yet.", text: "Save a run above by a name such as main; lt-gate compares later runs with it."};

// Figures of baselines come some time after their names.
const WAIT = 3000;
const MANY_WAITS = 20;

const COLUMNS = [
  {key: "name", title: "Name", kind: "name", isHead: true, value: (kept) => kept.name, text: (kept) => kept.name,
    draw: (cell, kept) => cell.replaceChildren(make("bdi", {class: "run-title"}, kept.name),
      make("bdi", {class: "run-what"}, [kept.id, kept.level, kept.environment, kept.pinned ? "pinned" : null].filter(Boolean).join(" · ")))},
  {key: "created", title: "Saved", kind: "left", value: (kept) => kept.created, text: (kept) => moment(kept.created)},
  {key: "sha", title: "Commit", kind: "left", value: (kept) => kept.sha, text: (kept) => kept.sha ?? "",
    draw: (cell, kept) => cell.replaceChildren(kept.sha ? make("code", {title: kept.sha}, kept.sha.slice(0, 12)) : UNKNOWN)},
  {key: "requests", title: "Requests", value: (kept) => kept.requests, text: (kept) => count(kept.requests)},
  {key: "p95", title: "p95 (ms)", value: (kept) => kept.p95, text: (kept) => time(kept.p95)},
];

export const mount = (element, store) => {
  const run = make("select", {id: "baseline-run", required: true});
  const name = make("input", {id: "baseline-name", required: true, value: "main", maxlength: "100", autocomplete: "off", spellcheck: "false"});
  const reason = make("input", {id: "baseline-reason", autocomplete: "off", maxlength: "500"});
  const why = make("div", {class: "field", hidden: true}, make("label", {for: reason.id}, "Save it all the same, because"), reason);
  const save = make("button", {class: "primary"}, "Save as baseline");
  const refused = make("div", {class: "refusal", role: "alert", hidden: true});
  const form = make("form", {class: "baseline-form", on: {submit: (event) => { event.preventDefault(); send(); }}},
    make("div", {class: "grid"},
      make("div", {class: "field"}, make("label", {for: run.id}, "Run"), run),
      make("div", {class: "field"}, make("label", {for: name.id}, "Name of the baseline"), name), why),
    refused, make("div", {class: "buttons"}, save));
  const noRun = make("p", {class: "quiet", hidden: true}, "There is no run to save yet: press Start, and come back when it has ended.");
  const trouble = make("p", {class: "form-error", role: "alert"});
  const place = make("p", {class: "quiet"});
  const table = makeTable({caption: "Baselines", columns: COLUMNS, keyOf: (kept) => kept.id, noun: "baselines", className: "baselines", empty: EMPTY,
    filter: {label: "Show only baselines that contain", text: (kept) => `${kept.name} ${kept.id} ${kept.sha ?? ""}`}});
  table.element.hidden = true;
  element.append(make("h2", {}, "Save a run"), form, noRun, make("h2", {class: "below-form"}, "Baselines"), trouble, table.element, place);
  let isShown = false;
  let before = null;
  let asked = 0;
  let waits = 0;
  let timer = 0;

  const refuse = (words) => {
    refused.hidden = words === null;
    refused.replaceChildren(...words === null ? [] : [make("b", {}, "Not saved"), make("pre", {}, words)]);
  };

  const send = async () => {
    const wish = {run: run.value, name: name.value.trim()};
    const because = reason.value.trim();
    if (!why.hidden && because !== "") wish.force_reason = because;
    save.disabled = true;
    refuse(null);
    try {
      const told = await store.post("/api/baselines", wish);
      why.hidden = true;
      reason.value = "";
      store.say(sentence(told?.text) || `Saved as ${wish.name}.`, "good");
      await load();
    } catch (error) {
      refuse(error.message);
      // A reason helps where lt-gate has doubts, not where a field is wrong.
      why.hidden = error.status !== 409;
      if (error.field === "name") name.focus(); else if (!why.hidden) reason.focus();
    }
    save.disabled = false;
  };

  const offer = (runs) => {
    const fit = runs.filter((each) => each.state !== "running" && each.state !== "unreadable" && each.requests > 0);
    const wanted = fit.some((each) => each.id === run.value) ? run.value : store.run;
    run.replaceChildren(...fit.map((each) => make("option", {value: each.id}, nameOf(each))));
    if (fit.some((each) => each.id === wanted)) run.value = wanted;
    form.hidden = fit.length === 0;
    noRun.hidden = fit.length > 0;
  };

  const load = async () => {
    asked += 1;
    const mine = asked;
    try {
      const [list, kept] = await Promise.all([store.get("/api/runs"), store.get("/api/baselines")]);
      if (mine !== asked) return;
      offer(list.runs);
      table.element.hidden = false;
      table.update(kept.baselines);
      setText(trouble, sentence(kept.error));
      clearTimeout(timer);
      const isWhole = kept.baselines.every((each) => each.requests !== null);
      waits = isWhole ? 0 : waits + 1;
      if (isShown && !isWhole && waits < MANY_WAITS) timer = setTimeout(load, WAIT);
      setText(place, kept.place ? `lt-gate keeps them in ${kept.place}.` : "");
    } catch (error) {
      if (mine === asked) setText(trouble, `The baselines could not be fetched. ${error.message}`);
    }
  };

  run.addEventListener("change", () => { refuse(null); why.hidden = true; });
  name.addEventListener("input", () => refuse(null));
  return {
    update() {
      const now = `${store.run} ${store.live?.id} ${store.live?.state}`;
      if (isShown && before !== null && now !== before) load();
      before = now;
    },
    show() {
      isShown = true;
      if (store.run !== null) run.value = "";
      load();
    },
    hide() { isShown = false; waits = 0; clearTimeout(timer); },
  };
};
