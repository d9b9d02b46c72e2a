// What the tabs about kept runs have in common: how a run is called, and which two are to be compared.
import {moment} from "./format.js";

/** How a run is called: what its stream calls it, where that is more than its id, else what was run. */
export const titleOf = (run) => (run.name === run.id ? null : run.name) || run.scenario || run.target || run.id;

/** The same with the moment of its start, where runs are told apart. */
export const nameOf = (run) => `${moment(run.started)} · ${titleOf(run)}`;

/** The older run, and the one in question, by their ids. */
export const pair = {base: null, head: null};

export const choose = (base, head) => { Object.assign(pair, {base, head}); };
