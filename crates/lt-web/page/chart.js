// One chart over time: uPlot with the look of lt, a legend that hides lines, and a crosshair for mouse and keyboard.
import {elapsedInWords} from "./course.js";
import {make, setText} from "./dom.js";
import {clock} from "./format.js";
import {drawEnds, drawMarks, drawShades, drawUnit, FONT} from "./ink.js";
import {color, onColors} from "./palette.js";
import {hideTip, showTip} from "./tip.js";
import uPlot from "./vendor/uPlot.esm.js";

const TOP = 24;
const AXIS = 56;
const NARROW = 560;
const ROOM_FOR_ENDS = 104;
const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14400, 43200, 86400, 172800, 604800];

const charts = new Set();
onColors(() => { for (const chart of charts) chart.redraw(); });

/** A round step so that at most `most` of them make up `top`. */
const stepFor = (top, most) => {
  const least = top / most;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 2.5, 5, 10].map((part) => part * power).find((step) => step >= least * 0.9999);
};

const splits = (from, to, step) => {
  const first = Math.ceil(from / step - 1e-9);
  const many = Math.floor(to / step + 1e-9) - first + 1;
  return Array.from({length: Math.max(0, Math.min(many, 100))}, (_, n) => (first + n) * step);
};

/**
 * A chart in `parent`. Its `lines` are `{key, label, color, dash?}`, all with one `unit`, which the axis calls `scale`;
 * `write` writes a value; `least` is what the top of the axis is at least; `axis` is shared with others.
 */
export class Chart {
  #axis;
  #box;
  #columns = [];
  #data = {x: [], marks: [], shades: [], start: null};
  #figure;
  #following = false;
  #hidden = new Set();
  #is;
  #legend = [];
  #lines;
  #observer;
  #place = 0;
  #plot = null;
  #unknown;

  constructor(parent, axis, is) {
    this.#axis = axis;
    this.#is = {least: 0, ends: false, small: false, nothing: "Nothing was measured.", ...is};
    this.#lines = is.lines;
    this.#legend = is.lines.map((line) => this.#entry(line));
    this.#unknown = make("p", {class: "chart-nothing", hidden: true}, make("span", {}, this.#is.nothing));
    this.#box = make("div", {class: this.#is.small ? "chart-box small" : "chart-box"}, this.#unknown);
    this.#figure = make("figure", {class: "chart"},
      make("figcaption", {}, make("h3", {}, is.title), ...this.#legend.map(({button}) => button)), this.#box);
    parent.append(this.#figure);
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(this.#box);
    charts.add(this);
    axis.join(this);
  }

  /** Shows other values: `columns` in the order of the lines, as long as `x`; `marks` and `shades` in the time of `x`. */
  show({x, columns, marks = [], shades = [], start = null}) {
    this.#data = {x, marks, shades, start};
    this.#columns = columns;
    this.#unknown.hidden = columns.some((column) => column.some((value) => value !== null && value !== undefined));
    if (this.#plot === null) this.#resize();
    if (this.#plot === null) return;
    this.#plot.setData([x, ...columns], false);
    this.#plot.over.setAttribute("aria-valuemax", Math.max(0, x.length - 1));
    this.fit();
    this.#tellValues();
  }

  /** Shows the stretch that the axis says. */
  fit() {
    const plot = this.#plot;
    if (plot === null) return;
    const [min, max] = this.#axis.range;
    // Where there are more values than pixels, a thick line would be a carpet.
    const many = (max - min) / this.#axis.step;
    for (const line of plot.series) line.width = many > plot.width ? 1 : 2;
    plot.setScale("x", {min, max});
  }

  /** Puts the crosshair where another chart has it. */
  follow(at) {
    if (this.#plot === null) return;
    this.#following = true;
    const left = at === null ? -10 : this.#plot.valToPos(at, "x");
    this.#plot.setCursor({left, top: at === null ? -10 : 1});
    this.#following = false;
    this.#tellValues();
  }

  redraw() { this.#plot?.redraw(); }

  destroy() {
    charts.delete(this);
    this.#axis.leave(this);
    this.#observer.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
    this.#figure.remove();
  }

  #entry(line) {
    const value = make("b", {});
    const swatch = make("i", {class: line.dash ? "dashed" : null});
    swatch.style.setProperty("--color", `var(${line.color})`);
    const button = make("button", {
      type: "button", "aria-label": line.label, "aria-pressed": "true", title: `Hide or show ${line.label}`, on: {click: () => this.#toggle(line)},
    }, swatch, make("span", {}, line.label), value);
    return {line, button, value};
  }

  #toggle(line) {
    const isShown = this.#hidden.delete(line.key);
    if (!isShown) this.#hidden.add(line.key);
    this.#legend.find((entry) => entry.line === line).button.setAttribute("aria-pressed", isShown);
    this.#plot?.setSeries(this.#lines.indexOf(line) + 1, {show: isShown});
    this.#tellValues();
  }

  #resize() {
    const [width, height] = [this.#box.clientWidth, this.#box.clientHeight];
    if (width === 0 || height === 0) return;
    if (this.#plot === null) this.#begin(width, height);
    else if (this.#plot.width !== width || this.#plot.height !== height) this.#plot.setSize({width, height});
  }

  get #hasEnds() { return this.#is.ends && this.#box.clientWidth >= NARROW; }

  #begin(width, height) {
    const [min, max] = this.#axis.range;
    this.#plot = new uPlot({
      width, height,
      padding: [TOP, () => this.#hasEnds ? ROOM_FOR_ENDS : 14, 0, 0],
      legend: {show: false},
      scales: {x: {time: false, min, max, auto: false}, y: {range: (plot, low, high) => [0, this.#top(high)]}},
      series: [{}, ...this.#lines.map((line) => this.#series(line))],
      axes: [this.#timeAxis(), this.#valueAxis()],
      cursor: {
        y: false, drag: {x: true, y: false, setScale: false, dist: 5},
        points: {size: 7, width: 0, fill: (plot, n) => color(this.#lines[n - 1].color), stroke: "transparent"},
        bind: {dblclick: () => () => { this.#axis.showWhole(); return null; }},
      },
      hooks: {
        drawClear: [(plot) => {
          drawShades(plot, this.#data.shades);
          drawMarks(plot, this.#data.marks, {isNarrow: this.#box.clientWidth < NARROW, unit: this.#unit});
        }],
        draw: [(plot) => { drawUnit(plot, this.#unit); if (this.#hasEnds) drawEnds(plot, this.#ends()); }],
        setCursor: [() => this.#pointed()],
        setSelect: [() => this.#selected()],
      },
    }, [this.#data.x, ...this.#columns], this.#box);
    this.#listenToKeys(this.#plot.over);
    this.#plot.over.setAttribute("aria-valuemax", Math.max(0, this.#data.x.length - 1));
    this.#tellValues();
  }

  #series(line) {
    return {
      label: line.label, show: !this.#hidden.has(line.key), width: 2, dash: line.dash, cap: "round",
      stroke: () => color(line.color),
      points: {show: false, size: 7, width: 0, fill: () => color(line.color), filter: (plot, n) => alone(plot.data[n])},
    };
  }

  #timeAxis() {
    return {
      stroke: () => color("--muted"), font: FONT, size: 30, gap: 6, grid: {show: false}, border: {show: false},
      ticks: {stroke: () => color("--zero"), width: 1, size: 4},
      splits: (plot, n, from, to) => {
        const most = Math.max(2, Math.min(12, Math.floor((plot.width - AXIS - (this.#hasEnds ? ROOM_FOR_ENDS : 14)) / 70)));
        return splits(from, to, SECONDS.find((step) => step >= (to - from) / most) ?? (to - from) / most);
      },
      values: (plot, values) => values.map((value) => elapsedInWords(value, this.#axis.whole[1])),
    };
  }

  #valueAxis() {
    return {
      stroke: () => color("--muted"), font: FONT, size: AXIS, gap: 8, border: {show: false}, ticks: {show: false},
      grid: {stroke: () => color("--grid"), width: 1},
      splits: (plot, n, from, to) => splits(from, to, this.#step(to)),
      values: (plot, values) => values.map((value) => value >= 1e5
        ? `${(value / (value >= 1e6 ? 1e6 : 1e3)).toLocaleString("en")}${value >= 1e6 ? "M" : "k"}`
        : value.toLocaleString("en", {maximumFractionDigits: 3})),
    };
  }

  #step(top) { return stepFor(top, this.#is.small ? 3 : 5); }

  #top(high) {
    const top = Math.max(high ?? 0, this.#is.least) || 1;
    const step = this.#step(top);
    return Math.ceil(top / step - 1e-9) * step;
  }

  /** Says beside the legend what is at the crosshair, or came last. */
  #tellValues() {
    const index = this.#plot?.cursor.idx ?? null;
    const isPointed = index !== null && this.#plot.cursor.left >= 0;
    this.#legend.forEach(({line, value}, n) => {
      const column = this.#columns[n] ?? [];
      const what = isPointed ? column[index] : column.findLast((each) => each !== null && each !== undefined);
      setText(value, this.#hidden.has(line.key) ? "" : this.#withUnit(what));
    });
  }

  #withUnit(value) {
    const text = this.#is.write(value);
    return this.#is.unit === "" || value === null || value === undefined ? text : `${text} ${this.#is.unit}`;
  }

  #pointed() {
    if (this.#plot === null || this.#following) return;
    const {left, idx} = this.#plot.cursor;
    const isThere = left >= 0 && idx !== null && idx !== undefined;
    if (isThere) this.#place = idx;
    this.#axis.point(isThere ? this.#data.x[idx] : null, this);
    this.#tellValues();
    if (isThere) this.#showTip(idx); else hideTip();
  }

  #selected() {
    const {left, width} = this.#plot.select;
    if (width < 5) return;
    const [from, to] = [this.#plot.posToVal(left, "x"), this.#plot.posToVal(left + width, "x")];
    this.#plot.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
    this.#axis.showPart(from, to);
  }

  #valuesAt(place) {
    const shown = this.#lines.map((line, n) => [line, this.#columns[n]?.[place]]);
    return shown.filter(([line, value]) => value !== null && value !== undefined && !this.#hidden.has(line.key))
      .map(([line, value]) => [line, this.#withUnit(value)]);
  }

  #nameOf(place) {
    const {x, shades, start} = this.#data;
    let at = elapsedInWords(x[place], this.#axis.whole[1]);
    const shade = shades.find(({from, to}) => x[place] >= from && x[place] < to);
    if (shade) at += `, ${shade.text}`;
    return start === null ? at : `${at} · ${clock(start + x[place])}`;
  }

  #happenedAt(place) {
    const at = this.#data.x[place];
    const marks = this.#data.marks.filter((mark) => mark.at >= at - 1e-6 && mark.at < at + this.#axis.step);
    return marks.slice(0, 5).map((mark) => mark.text || mark.name);
  }

  #showTip(place) {
    const box = this.#plot.over.getBoundingClientRect();
    const x = box.left + this.#plot.valToPos(this.#data.x[place], "x");
    showTip({x, top: box.top, name: this.#nameOf(place), values: this.#valuesAt(place), happened: this.#happenedAt(place)});
  }

  #listenToKeys(over) {
    const attributes = {
      tabindex: 0, role: "slider", "aria-label": `${this.#is.title}: values at a point`, "aria-valuemin": 0, "aria-valuenow": 0,
      "aria-valuetext": "no point is chosen", "aria-keyshortcuts": "+ - 0 Shift+ArrowLeft Shift+ArrowRight",
    };
    for (const [key, value] of Object.entries(attributes)) over.setAttribute(key, value);
    over.addEventListener("focus", () => { if (over.matches(":focus-visible")) this.#go(this.#place); });
    over.addEventListener("blur", () => this.#leave());
    over.addEventListener("keydown", (event) => this.#press(event));
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const leap = Math.max(1, Math.round(this.#data.x.length / 10));
    const about = this.#data.x[this.#place];
    const goes = {
      ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -leap, PageUp: leap, Home: -Infinity, End: Infinity,
    };
    const does = {
      "+": () => this.#axis.scale(0.5, about), "=": () => this.#axis.scale(0.5, about), "-": () => this.#axis.scale(2, about),
      "0": () => this.#axis.showWhole(), Escape: () => this.#leave(),
    };
    if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) this.#axis.move(event.key === "ArrowLeft" ? -0.2 : 0.2);
    else if (event.key in goes) this.#go(this.#place + goes[event.key]);
    else if (event.key in does) does[event.key]();
    else return;
    event.preventDefault();
  }

  /** Puts the crosshair at a value, one that is seen. */
  #go(wanted) {
    const {x} = this.#data;
    if (x.length === 0) return;
    const [from, to] = this.#axis.range;
    const first = Math.max(0, x.findIndex((at) => at >= from));
    const last = Math.max(first, x.findLastIndex((at) => at <= to));
    this.#place = Math.max(first, Math.min(last, wanted));
    this.#plot.setCursor({left: this.#plot.valToPos(x[this.#place], "x"), top: 1});
    const {over} = this.#plot;
    over.setAttribute("aria-valuenow", this.#place);
    const values = this.#valuesAt(this.#place).map(([line, value]) => `${line.label} ${value}`);
    over.setAttribute("aria-valuetext", [this.#nameOf(this.#place), ...values.length > 0 ? values : ["nothing measured"]].join(", "));
  }

  #leave() {
    this.#plot?.setCursor({left: -10, top: -10});
    hideTip();
  }

  get #unit() { return this.#is.scale ?? this.#is.unit; }

  /** The last value that is seen of each line. */
  #ends() {
    const {x} = this.#data;
    const [from, to] = this.#axis.range;
    const isSeen = (value, n) => value !== null && value !== undefined && x[n] >= from && x[n] <= to + 1e-6;
    return this.#lines.flatMap((line, n) => {
      const value = this.#columns[n].findLast(isSeen);
      if (value === undefined || this.#hidden.has(line.key)) return [];
      return [{line, value, text: `${line.label} ${this.#is.write(value)}`}];
    });
  }
}

/** The places of values that have no neighbor, of which no line would be seen. */
const alone = (values) => {
  const isNothing = (value) => value === null || value === undefined;
  const places = [];
  values.forEach((value, n) => {
    if (!isNothing(value) && isNothing(values[n - 1]) && isNothing(values[n + 1])) places.push(n);
  });
  return places.length > 0 ? places : null;
};
