// The states of a run: an icon and a word beside every color.

export const STATES = {
  connecting: ["…", "Connecting…"],
  ready: ["○", "Ready"],
  starting: ["◔", "Starting"],
  spawning: ["▲", "Changing users"],
  running: ["▶", "Running"],
  paused: ["❚❚", "Paused"],
  stopping: ["◼", "Stopping"],
  stopped: ["✓", "Ended"],
  failed: ["✕", "Failed"],
  watching: ["◉", "Watching"],
  lost: ["…", "Connection lost"],
  logged_out: ["…", "Logged out"],
};

/** Icon and word of a state. */
export const stateOf = (name) => STATES[name] ?? ["?", String(name)];
