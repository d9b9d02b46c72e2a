// What the page knows, and its talk with the server. Everything else of the page asks here.

import {makeAsk} from "./ask.js";
import {makeLink} from "./link.js";
import {makeHistory} from "./series.js";

const AT_WORK = new Set(["starting", "spawning", "running", "paused", "stopping", "watching"]);

/** Whether something goes on in a snapshot. */
export const isAtWork = (snapshot) => AT_WORK.has(snapshot?.state);

const makeListeners = () => {
  const all = new Set();
  return {
    add(listener) { all.add(listener); return () => all.delete(listener); },
    tell(...news) { for (const listener of [...all]) listener(...news); },
  };
};

/** The store; `say` and `confirm` speak to the person before the page. */
export const makeStore = ({say, confirm}) => {
  const shown = makeListeners();
  const live = makeListeners();
  const links = makeListeners();
  const runs = makeListeners();
  const asking = makeAsk(() => link.leave());
  const history = makeHistory(() => store.get(store.run === null ? "/api/series" : `${store.files}/series`));

  const store = {
    /** What the tabs show: of the run that goes on, or of the kept run that is open. Null before the first. */
    snapshot: null,
    /** Of the run that goes on, whatever is open. Null before the first. */
    live: null,
    /** Null: what goes on is shown; else the id of the kept run that is open. */
    run: null,
    /** What may be started here; null before the server has told. */
    offer: null,
    /** `connecting`, `connected`, `lost` or `logged_out`. */
    link: "connecting",
    /** Where the files of the shown run lie: `${store.files}/report.html`. */
    get files() { return `/api/runs/${encodeURIComponent(store.run ?? "current")}`; },

    /** Calls back with every snapshot that is to be shown, at once where there is one. */
    on(listener) { if (store.snapshot) listener(store.snapshot); return shown.add(listener); },
    /** Calls back with every snapshot of the run that goes on. */
    onLive(listener) { if (store.live) listener(store.live); return live.add(listener); },
    /** Calls back when the connection comes and goes. */
    onLink(listener) { listener(store.link); return links.add(listener); },
    /** Calls back when a kept run is opened or closed. */
    onRun(listener) { return runs.add(listener); },

    ...asking,
    /** The shown run over time, whole. The lists grow in place while the run goes on. */
    series: () => history.series(),
    /** Shows a kept run in every tab; null goes back to the run that goes on. False where it cannot be shown. */
    open: (id) => open(id),
    /** Begins to listen. */
    connect: () => link.begin(),
    /** Says a sentence; kind: `note`, `good`, `warning` or `error`. */
    say,
    /** Asks before something is lost: `{title, text, action}`; true where the answer is yes. */
    confirm,
  };

  const show = (snapshot) => {
    const before = store.snapshot;
    const isFresh = before === null || before.id !== snapshot.id || (before.since ?? null) !== (snapshot.since ?? null);
    store.snapshot = snapshot;
    history.take(snapshot.tail, isFresh);
    shown.tell(snapshot);
  };

  const link = makeLink({
    isExpected: () => isAtWork(store.live),
    ask: () => store.get("/api/state"),
    onState(state) { store.link = state; links.tell(state); },
    onSnapshot(snapshot, connected) {
      store.live = snapshot;
      connected();
      live.tell(snapshot);
      if (store.run === null) show(snapshot);
    },
  });

  const turn = (id, snapshot) => {
    store.run = id;
    store.snapshot = null;
    history.forget();
    runs.tell(id);
    if (snapshot) show(snapshot);
  };

  let opened = 0;
  const open = async (id) => {
    opened += 1;
    const mine = opened;
    if (id === null) {
      turn(null, store.live);
      return true;
    }
    let snapshot;
    try {
      snapshot = await store.get(`/api/runs/${encodeURIComponent(id)}/state`);
    } catch (trouble) {
      say(`The run ${id} cannot be shown. ${trouble.message}`, "error");
      return false;
    }
    // Another one was opened meanwhile.
    if (mine !== opened) return false;
    turn(id, snapshot);
    return true;
  };
  return store;
};
