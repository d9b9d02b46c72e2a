// The connection over which snapshots come: it says when it is lost, and heals.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 8000;
// While a run goes on a snapshot comes every second; silence for longer is a connection that died unnoticed.
const SILENCE = 10_000;

/**
 * The connection. `onSnapshot` gets every snapshot, `onState` its state: `connecting`, `connected`, `lost` or
 * `logged_out`; `isExpected` tells whether snapshots must come; `ask` asks the server something.
 */
export const makeLink = ({onSnapshot, onState, isExpected, ask}) => {
  let events = null;
  let state = "connecting";
  let wait = FIRST_WAIT;
  let timer = 0;
  let heard = 0;

  const tell = (now) => {
    if (state === now) return;
    state = now;
    onState(now);
  };
  const close = () => {
    events?.close();
    events = null;
    clearTimeout(timer);
  };
  const open = () => {
    close();
    heard = performance.now();
    events = new EventSource("/api/events");
    events.addEventListener("error", lose);
    events.addEventListener("snapshot", (event) => {
      heard = performance.now();
      wait = FIRST_WAIT;
      const snapshot = JSON.parse(event.data);
      onSnapshot(snapshot, () => tell("connected"));
    });
  };
  const lose = () => {
    close();
    if (state !== "logged_out") tell("lost");
    timer = setTimeout(open, wait);
    wait = Math.min(LONGEST_WAIT, wait * 2);
    // An event source does not tell why it failed: a question that is answered with 401 does.
    ask().catch(() => {});
  };

  return {
    /** Begins to listen. */
    begin() {
      open();
      setInterval(() => {
        if (events && isExpected() && performance.now() - heard > SILENCE) lose();
      }, 1000);
      addEventListener("online", open);
      addEventListener("pagehide", close);
      addEventListener("pageshow", (event) => { if (event.persisted) open(); });
    },
    /** The login has ended: what was already open would go on and hide that nothing new can be asked. */
    leave() {
      tell("logged_out");
      close();
      timer = setTimeout(open, LONGEST_WAIT);
    },
  };
};
