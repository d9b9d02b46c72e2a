// What is asked of a page from inside it. Each function is sent to the browser as text, so it stands on its own.

// A figure as it stands in a cell.
export const numbers = (text) => parseFloat(text.replaceAll(",", "").replace("\u2013", "-1"));

// What would keep somebody from reading the page who does not see it.
export const flaws = () => {
  const flaws = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const must = (holds, words) => holds || flaws.push(words);
  must(document.documentElement.lang, "no language");
  must(document.title, "no title");
  for (const [one, n] of [["main", 1], ["body > header", 1], ["h1", 1], ["a.skip", 1]]) {
    must(all(one).length === n, `${all(one).length} times ${one}`);
  }
  for (const svg of all("svg").filter((svg) => !svg.closest("[aria-hidden=true]"))) {
    must(svg.querySelector(":scope > title")?.textContent && svg.querySelector(":scope > desc")?.textContent, "a picture without title or description");
    must(svg.getAttribute("role") === "img", "a picture that is none to a screen reader");
  }
  for (const figure of all("figure").filter((figure) => figure.querySelector("svg"))) {
    must(figure.querySelectorAll("details tbody tr").length > 0, `no numbers beside ${figure.id}`);
  }
  for (const table of all("table")) {
    must(table.caption?.textContent, "a table without caption");
    for (const head of table.querySelectorAll("th")) must(head.scope, `a head without scope: ${head.textContent}`);
    const widths = new Set([...table.rows].map((row) => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0)));
    must(widths.size === 1, `rows of different length in ${table.caption?.textContent}`);
  }
  const ids = all("[id]").map((element) => element.id);
  must(new Set(ids).size === ids.length, "two places of one name");
  for (const link of all("a")) must(link.hash && document.getElementById(link.hash.slice(1)), `a link to nowhere: ${link}`);
  let level = 0;
  for (const heading of all("h1, h2, h3, h4")) {
    const own = Number(heading.tagName[1]);
    must(own <= level + 1, `${heading.tagName} follows h${level}: ${heading.textContent}`);
    level = own;
  }
  for (const control of all("button, input, [tabindex='0']")) {
    must(control.textContent.trim() || control.ariaLabel || control.labels?.length, "a control without name");
  }
  return flaws;
};

// Text whose color is too near to that of what it stands on.
export const contrasts = () => {
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = (color) => {
    const [red, green, blue] = channels(color).map((each) => each / 255)
      .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = getComputedStyle(each).backgroundColor;
      if (channels(color)[3] !== 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const found = new Set();
  for (const element of document.querySelectorAll("body *:not(script, style, title, desc)")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!hasText || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const color = element.closest("svg") ? style.fill : style.color;
    const [one, other] = [luminance(color), luminance(ground(element))];
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) {
      found.add(`${element.tagName}.${element.getAttribute("class") ?? ""}: ${color} on ${ground(element)}: ${contrast.toFixed(2)}`);
    }
  }
  return [...found];
};

// What would be lost on paper.
export const inPrint = () => {
  const flaws = [];
  const ink = getComputedStyle(document.body).color;
  if (ink !== "rgb(11, 11, 11)") flaws.push(`printed in ${ink}`);
  for (const control of document.querySelectorAll("nav, input, button:not(th button), .skip")) {
    if (control.checkVisibility()) flaws.push(`printed: ${control.tagName}`);
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.checkVisibility()) continue;
    const {right} = table.getBoundingClientRect();
    if (right > innerWidth) flaws.push(`cut off at the edge of the paper: ${table.caption?.textContent} (${Math.round(right)} of ${innerWidth})`);
  }
  for (const element of document.querySelectorAll(".scroll")) {
    if (getComputedStyle(element).overflowY !== "visible") flaws.push("a part that would have to be scrolled");
  }
  return flaws;
};
