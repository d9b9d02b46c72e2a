// What to say where there are no figures yet.

/** Title and text, by the state of what is shown. */
export const emptyOf = (snapshot, noun, isWatching = false) => {
  const begun = `${noun[0].toUpperCase()}${noun.slice(1)} appear with the first answers.`;
  switch (snapshot.state) {
    case "ready": return isWatching ? {title: "The stream on stdin has not begun.", text: begun} : {title: "Nothing runs.", text: `Choose a scenario and press Start: ${noun} appear here.`};
    case "starting": case "spawning": case "running": return {title: "No request was answered yet.", text: begun};
    case "watching": return {title: "The stream holds no requests yet.", text: begun};
    case "failed": return {title: "The run failed before a request was answered.", text: "The reason stands above; the Log tab has the words of lt-gen."};
    default: return {title: "No request was answered.", text: "Nothing was measured in this run, or since its figures were begun anew."};
  }
};
