// What charts of one page share: the stretch of time they show, and the crosshair. Times are seconds since the start.

const EMPTY = [0, 1];

export class TimeAxis {
  #charts = new Set();
  #choice = {kind: "whole"};
  #shown;
  #whole = EMPTY;
  #step = 1;

  /** `shown` is called when another stretch is shown. */
  constructor(shown = () => {}) {
    this.#shown = shown;
  }

  join(chart) { this.#charts.add(chart); }

  leave(chart) { this.#charts.delete(chart); }

  /** All there is, and how far apart two values are. */
  setWhole(from, to, step) {
    this.#whole = to > from ? [from, to] : [from, from + step];
    this.#step = step;
    this.#shown();
  }

  get step() { return this.#step; }

  /** `whole`, `last` or `part`. */
  get kind() { return this.#choice.kind; }

  /** How many seconds are chosen where `kind` is `last`. */
  get seconds() { return this.#choice.seconds; }

  get whole() { return this.#whole; }

  /** From when to when is shown. */
  get range() {
    const [from, to] = this.#whole;
    if (this.#choice.kind === "last") return [Math.max(from, to - this.#choice.seconds), to];
    if (this.#choice.kind !== "part") return this.#whole;
    const [a, b] = [Math.max(from, this.#choice.from), Math.min(to, this.#choice.to)];
    return b - a >= this.#step ? [a, b] : this.#whole;
  }

  showWhole() { this.#choose({kind: "whole"}); }

  /** The latest seconds, also when more come. */
  showLast(seconds) { this.#choose({kind: "last", seconds}); }

  showPart(from, to) {
    const [first, last] = this.#whole;
    const least = Math.min(this.#step * 3, last - first);
    const middle = (from + to) / 2;
    if (to - from < least) [from, to] = [middle - least / 2, middle + least / 2];
    const length = to - from;
    if (length >= last - first) { this.showWhole(); return; }
    if (from < first) [from, to] = [first, first + length];
    if (to > last) [from, to] = [last - length, last];
    this.#choose({kind: "part", from, to});
  }

  /** Shows `factor` times as much time, what is at `about` stays where it is. */
  scale(factor, about) {
    const [from, to] = this.range;
    const middle = about ?? (from + to) / 2;
    this.showPart(middle - (middle - from) * factor, middle + (to - middle) * factor);
  }

  /** Shows earlier or later, by a share of what is shown. */
  move(part) {
    const [from, to] = this.range;
    const by = (to - from) * part;
    if (this.#choice.kind !== "whole") this.showPart(from + by, to + by);
  }

  /** Puts the crosshairs of the others where the one of a chart is; at `null` there is none. */
  point(at, by) {
    for (const chart of this.#charts) if (chart !== by) chart.follow(at);
  }

  #choose(choice) {
    this.#choice = choice;
    for (const chart of this.#charts) chart.fit();
    this.#shown();
  }
}
