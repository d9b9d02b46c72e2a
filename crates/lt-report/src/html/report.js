"use strict";
// The page is complete without this. It sorts and filters tables, reads values off charts, and switches colors.
{
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  // A page that was opened as a file may be allowed to remember nothing.
  const remembered = () => {
    try { return localStorage.getItem("lt-report-colors"); } catch { return null; }
  };
  const remember = (colors) => {
    try { localStorage.setItem("lt-report-colors", colors); } catch { /* it lasts as long as the page, then */ }
  };

  const switchColors = () => {
    const buttons = ["auto", "light", "dark"].map((colors) => {
      const button = make("button", {type: "button"}, colors[0].toUpperCase() + colors.slice(1));
      button.addEventListener("click", () => { choose(colors); remember(colors); });
      return [colors, button];
    });
    const choose = (chosen) => {
      if (chosen === "auto") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = chosen;
      for (const [colors, button] of buttons) button.setAttribute("aria-pressed", colors === chosen);
    };
    const known = remembered();
    choose(known === "light" || known === "dark" ? known : "auto");
    const group = make("div", {role: "group", "aria-label": "Colors", class: "switch"});
    group.append(...buttons.map(([, button]) => button));
    document.getElementById("tools")?.append(group);
  };

  const units = {B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15};
  const numberOf = (text) => {
    const [, sign, digits, unit] = /^([<>]?)\s*([-\u2212]?[\d.,e]+)\s*(\w*)/.exec(text) ?? [];
    if (digits === undefined) return null;
    const number = parseFloat(digits.replaceAll(",", "").replace("\u2212", "-")) * (units[unit] ?? 1);
    return sign === "<" ? number / 2 : sign === ">" ? number + 0.005 : number;
  };

  const makeSortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    heads.forEach((head, column) => {
      const isText = head.classList.contains("name") || head.classList.contains("left");
      const button = make("button", {type: "button"}, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const before = head.getAttribute("aria-sort");
        const order = before === null ? (isText ? "ascending" : "descending")
          : before === "ascending" ? "descending" : "ascending";
        const turn = order === "ascending" ? 1 : -1;
        const rows = [...body.rows].map((row) => {
          const text = row.cells[column].textContent.trim();
          return [row, isText ? text : numberOf(text)];
        });
        // What is unknown comes last, whatever the order.
        rows.sort(([, a], [, b]) => a === b ? 0 : a === null ? 1 : b === null ? -1
          : turn * (isText ? a.localeCompare(b, "en", {numeric: true}) : a - b));
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", order);
        // A row of all stays where it is.
        const total = rows.filter(([row]) => row.classList.contains("total"));
        body.append(...rows.map(([row]) => row), ...total.map(([row]) => row));
      });
    });
  };

  const MANY_ROWS = 15;
  const makeFilter = (table) => {
    const rows = [...table.tBodies[0].rows];
    if (rows.length <= MANY_ROWS) return;
    const input = make("input", {type: "search", autocomplete: "off", spellcheck: "false"});
    const status = make("span", {role: "status"});
    const show = () => {
      const wanted = input.value.trim().toLowerCase();
      for (const row of rows) row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = wanted === "" ? "" : `${shown} of ${rows.length}`;
    };
    input.addEventListener("input", show);
    const label = make("label", {}, `Show only ${table.dataset.filter} that contain `, input);
    table.parentElement.before(make("p", {class: "filter"}, label, " ", status));
  };

  const makeCrosshair = (figure, tip) => {
    const {from, to, at, names, lines} = JSON.parse(figure.dataset.hover);
    const canvas = figure.querySelector(".canvas");
    const width = canvas?.querySelector("svg")?.viewBox.baseVal.width;
    if (!width || at.length === 0) return;
    const line = make("div", {class: "crosshair", hidden: ""});
    const over = make("div", {
      class: "over", tabindex: "0", role: "slider", "aria-label": `${figure.querySelector("h3").textContent}: values at a point`,
      "aria-valuemin": "0", "aria-valuemax": at.length - 1, "aria-valuenow": "0", "aria-valuetext": names[0],
    });
    over.style.left = `${100 * from / width}%`;
    over.style.width = `${100 * (to - from) / width}%`;
    canvas.append(line, over);
    let place = 0;
    const hide = () => { line.hidden = true; tip.hidden = true; };
    const show = (wanted) => {
      place = Math.max(0, Math.min(at.length - 1, wanted));
      const known = lines.map(([name, values]) => [name, values[place]]).filter(([, value]) => value);
      const rows = known.map(([name, value]) => make("div", {}, make("span", {}, name), make("b", {}, value)));
      tip.replaceChildren(make("p", {}, names[place]), ...rows.length > 0 ? rows : ["nothing measured"]);
      over.setAttribute("aria-valuenow", place);
      over.setAttribute("aria-valuetext", [names[place], ...known.map((pair) => pair.join(" "))].join(", "));
      line.style.left = `${100 * at[place] / width}%`;
      line.hidden = tip.hidden = false;
      const box = canvas.getBoundingClientRect();
      const x = box.left + box.width * at[place] / width;
      const isRight = x + 16 + tip.offsetWidth > document.documentElement.clientWidth;
      tip.style.left = `${Math.max(4, isRight ? x - 12 - tip.offsetWidth : x + 12)}px`;
      tip.style.top = `${Math.max(4, Math.min(box.top + 12, innerHeight - tip.offsetHeight - 4))}px`;
    };
    const nearest = (x) => at.reduce((best, each, n) => Math.abs(each - x) < Math.abs(at[best] - x) ? n : best, 0);
    over.addEventListener("pointermove", (event) => {
      const box = canvas.getBoundingClientRect();
      show(nearest((event.clientX - box.left) / box.width * width));
    });
    over.addEventListener("pointerleave", hide);
    over.addEventListener("focus", () => show(place));
    over.addEventListener("blur", hide);
    addEventListener("scroll", hide, {passive: true});
    over.addEventListener("keydown", (event) => {
      const leap = Math.max(1, Math.round(at.length / 10));
      const moves = {
        ArrowLeft: place - 1, ArrowDown: place - 1, ArrowRight: place + 1, ArrowUp: place + 1,
        PageDown: place - leap, PageUp: place + leap, Home: 0, End: at.length - 1,
      };
      if (event.key === "Escape") hide();
      if (!(event.key in moves)) return;
      event.preventDefault();
      show(moves[event.key]);
    });
  };

  switchColors();
  document.querySelectorAll("table.sortable").forEach(makeSortable);
  document.querySelectorAll("table[data-filter]").forEach(makeFilter);
  const tip = make("div", {class: "tip", "aria-hidden": "true", hidden: ""});
  document.body.append(tip);
  document.querySelectorAll("figure[data-hover]").forEach((figure) => makeCrosshair(figure, tip));
}
