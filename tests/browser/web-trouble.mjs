// What goes wrong at the page: a wrong host, a server that falls silent, a generator that is killed.
//
// node web-trouble.mjs URL TARGET PID FOLDER_FOR_PICTURES
import {once} from "node:events";
import {createServer} from "node:net";
import {join} from "node:path";
import process from "node:process";

import {button, check, generator, leave, pid, pictures, start, startForm, state, tab, target, tile, until, visit} from "./visit.mjs";

const says = (page, words) => async () => words.test(await page.locator("body").innerText());
const LOAD = {Users: "20", "Spawn rate": "20"};

// What is no host is refused at its field, before anything is sent.
const page = await visit();
await start(page, {...LOAD, Host: "shop", "Run time": "3s"});
const host = (await startForm(page)).getByLabel("Host", {exact: true});
await until("a wrong host is refused", async () => await host.getAttribute("aria-invalid") === "true");
await until("the refusal says how hosts begin", says(page, /A host begins with http:\/\/ or https:\/\//));
check((await state()).state === "ready", "a wrong host makes a run");
await page.screenshot({path: join(pictures, "wrong-host.png")});

// A host where nobody listens: the failures say so.
const free = createServer().listen(0, "127.0.0.1");
await once(free, "listening");
const nobody = `http://127.0.0.1:${free.address().port}`;
free.close();
await once(free, "close");
await start(page, {...LOAD, Host: nobody, "Run time": "3s"});
await until("it ends", async () => ["stopped", "failed"].includes((await state()).state));
const {total} = await state();
check(total.failures > 0 && total.failures === total.requests, JSON.stringify(total));
const failures = await tab(page, "Failures");
await until("the failures say why", async () => /connection refused/i.test(await failures.innerText()));
await page.screenshot({path: join(pictures, "nobody-listens.png")});

// The server falls silent while a run goes on: the page says so, and heals.
await start(page, {...LOAD, Host: target, "Run time": "10m"});
await until("it runs", async () => await tile(page, "Users").textContent() === "20");
process.kill(pid, "SIGSTOP");
await until("the silence is shown", says(page, /Connection lost/));
await page.screenshot({path: join(pictures, "lost.png")});
process.kill(pid, "SIGCONT");
await until("it heals", async () => !await says(page, /Connection lost/)());

// The generator is killed.
process.kill(generator(), "SIGKILL");
await until("its death is seen", async () => (await state()).state === "failed");
await until("its death is shown", says(page, /killed by signal 9/));
await button(page, "Start").waitFor();
check(!await button(page, "Stop").isVisible(), "what is dead can be stopped");
await page.screenshot({path: join(pictures, "killed.png")});
const dead = await state();
check(dead.total.requests > 0, "what a dead generator had written is lost");
const runs = await tab(page, "Runs");
await until("the run is kept", async () => await runs.getByRole("row").filter({hasText: dead.id}).count() === 1);
await leave();
