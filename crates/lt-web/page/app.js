// Puts the page together.

import {mountActions} from "./actions.js";
import {mountColors} from "./colors.js";
import {mountForm} from "./form.js";
import {mountHeader} from "./header.js";
import {mountLogout} from "./logout.js";
import {confirm, makeMessages} from "./messages.js";
import {makeStore} from "./store.js";
import {mountTabs} from "./tabs.js";
import {mountTiles} from "./tiles.js";

const at = (id) => document.getElementById(id);

const store = makeStore({say: makeMessages(at("messages")), confirm});
mountColors(at("tools"));
mountHeader(at, store);
const form = mountForm(at("form"), store);
mountActions(at("actions"), store, form);
mountLogout(at("tools"), store, form);
mountTiles(at("tiles"), store);
const tabs = mountTabs(at("tabs"), at("panels"), store);
store.on((snapshot) => tabs.mark("failures", snapshot.total.failures > 0));
store.connect();
