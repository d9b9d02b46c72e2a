// Where the forms appear: to start a run, or to change the one that goes on. One at a time.

import {emptyState} from "./dom.js";
import {makeEdit} from "./edit.js";
import {makeStart} from "./start.js";
import {isAtWork} from "./store.js";

export const mountForm = (element, store) => {
  const listeners = [];
  let opened = null;
  let opener = null;

  const put = (name, content) => {
    opened = name;
    element.replaceChildren(...content ? [content] : []);
    for (const listener of listeners) listener();
  };
  const close = () => {
    const hadFocus = element.contains(document.activeElement);
    put(null, null);
    if (hadFocus && opener && !opener.hidden) opener.focus();
    else if (hadFocus) (document.querySelector("#actions button:not([hidden])") ?? document.getElementById("title")).focus();
  };
  // The snapshot of before may still say that nothing runs.
  let begunAt = -Infinity;
  const begin = () => {
    begunAt = performance.now();
    close();
    if (store.run !== null) store.open(null);
  };
  const start = makeStart(store, {onBegun: begin, onCancel: close});
  const edit = makeEdit(store, {onDone: close});

  const ask = async () => {
    try {
      const answer = await store.get("/api/offer");
      // An older server answers with the list alone.
      store.offer = Array.isArray(answer) ? {scenarios: answer, last: null} : answer;
    } catch (trouble) {
      store.say(trouble.message, "error");
    }
    return store.offer;
  };
  const showStart = async () => {
    if (await ask() === null || opened === "start") return;
    start.setAlone(store.live?.state === "ready");
    start.fill(store.offer);
    put("start", start.element);
  };

  const follow = (live) => {
    const isAlone = live.state === "ready" && store.offer !== null && !store.offer.watching && performance.now() - begunAt > 3000;
    if (isAlone && opened === null) showStart();
    if (opened === "start" && isAtWork(live)) close();
    if (opened === "edit" && !isAtWork(live)) close();
    const isWaiting = live.state === "ready" && store.offer?.watching;
    if (isWaiting && opened !== "waiting") put("waiting", emptyState("Waiting for the stream on stdin.", "What lt-gen writes is shown here as it comes."));
    if (!isWaiting && opened === "waiting") put(null, null);
  };

  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && (opened === "edit" || store.live?.state !== "ready")) close();
  });
  ask().then(() => { if (store.live) follow(store.live); for (const listener of listeners) listener(); });
  store.onLive(follow);
  store.onLink((link) => { if (link === "connected" && store.offer === null) ask().then(() => { if (store.live) follow(store.live); }); });

  return {
    isWatching: () => store.offer?.watching === true,
    isStartOpen: () => opened === "start",
    isEditOpen: () => opened === "edit",
    onChange(listener) { listeners.push(listener); },
    async openStart(from) {
      opener = from;
      await showStart();
      start.focus();
    },
    async openEdit(from) {
      opener = from;
      if (opened === "edit") { close(); return; }
      // Another browser may have begun this run.
      const offer = await ask();
      const file = offer?.scenarios.find(({name}) => name === offer.last?.scenario);
      edit.fill(store.live, file?.scenarios ?? []);
      put("edit", edit.element);
      edit.focus();
    },
  };
};
