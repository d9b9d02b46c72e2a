// What is drawn around the lines of a chart: shades, marks, the unit, and the last values at the lines' ends.
import {color} from "./palette.js";
import uPlot from "./vendor/uPlot.esm.js";

export const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

const MANY_LETTERS = 28;
const FEW_LETTERS = 16;

const short = (text, most) => text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text;

/** Calls `draw` with the context, how many of its pixels are one of the page, and where the lines are; leaves no trace. */
const withInk = (plot, draw) => {
  const {ctx, bbox} = plot;
  const scale = uPlot.pxRatio;
  ctx.save();
  ctx.font = FONT.replace("12px", `${12 * scale}px`);
  ctx.textBaseline = "alphabetic";
  draw(ctx, scale, bbox);
  ctx.restore();
};

const write = (ctx, text, x, y, name, align = "left") => {
  ctx.fillStyle = color(name);
  ctx.textAlign = align;
  ctx.fillText(text, x, y);
};

/** Shades stretches of time, and names those that have room for it. */
export const drawShades = (plot, shades) => withInk(plot, (ctx, scale, {left, top, width, height}) => {
  for (const {from, to, text} of shades) {
    const a = Math.max(left, plot.valToPos(from, "x", true));
    const b = Math.min(left + width, plot.valToPos(to, "x", true));
    if (b <= a) continue;
    ctx.fillStyle = color("--shade");
    ctx.fillRect(a, top, b - a, height);
    if (ctx.measureText(text).width + 12 * scale < b - a) write(ctx, text, (a + b) / 2, top + 15 * scale, "--muted", "center");
  }
});

const isWide = (ctx, unit, left, scale) => ctx.measureText(unit).width > left - 8 * scale;

/** Draws a line where something happened, and labels those that have room for it. */
export const drawMarks = (plot, marks, {isNarrow, unit}) => withInk(plot, (ctx, scale, {left, top, width, height}) => {
  let free = isWide(ctx, unit, left, scale) ? ctx.measureText(unit).width + 6 * scale : left;
  for (const mark of marks) {
    const x = Math.round(plot.valToPos(mark.at, "x", true));
    if (x < left || x > left + width) continue;
    const label = short(mark.text || mark.name, isNarrow ? FEW_LETTERS : MANY_LETTERS);
    const length = ctx.measureText(label).width;
    const isLate = x + 4 * scale + length > left + width;
    const begin = isLate ? x - 4 * scale - length : x + 4 * scale;
    const hasRoom = begin >= free;
    ctx.strokeStyle = color(mark.name === "control" ? "--soft" : "--zero");
    ctx.lineWidth = scale;
    ctx.setLineDash(mark.name === "control" ? [3 * scale, 3 * scale] : []);
    ctx.beginPath();
    ctx.moveTo(x + 0.5, hasRoom ? top - 14 * scale : top);
    ctx.lineTo(x + 0.5, top + height);
    ctx.stroke();
    if (!hasRoom) continue;
    write(ctx, label, begin, top - 6 * scale, "--soft");
    free = Math.max(x, begin + length) + 8 * scale;
  }
});

/** Writes the unit above its axis, and draws the line of zero. */
export const drawUnit = (plot, unit) => withInk(plot, (ctx, scale, {left, top, width, height}) => {
  const isLong = isWide(ctx, unit, left, scale);
  write(ctx, unit, isLong ? 0 : left - 8 * scale, top - 10 * scale, "--muted", isLong ? "left" : "right");
  ctx.fillStyle = color("--zero");
  ctx.fillRect(left, top + height - scale / 2, width, scale);
});

/** Writes `{line, value, text}` at the lines' ends, none over another. */
export const drawEnds = (plot, ends) => withInk(plot, (ctx, scale, {left, top, width, height}) => {
  const placed = ends.map((end) => ({...end, y: plot.valToPos(end.value, "y", true)})).sort((a, b) => b.y - a.y);
  let free = top + height + 6 * scale;
  for (const end of placed) {
    const y = Math.min(end.y, free - 7 * scale);
    free = y - 7 * scale;
    ctx.fillStyle = color(end.line.color);
    ctx.fillRect(left + width + 4 * scale, y - scale, 6 * scale, 2 * scale);
    write(ctx, end.text, left + width + 14 * scale, y + 4 * scale, "--soft");
  }
});
