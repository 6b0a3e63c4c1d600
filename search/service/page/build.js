// Building of what is shown. Text of articles is only ever set as text, never as markup.

export function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "class") node.className = value;
    else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) node.style.setProperty(key, value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Offsets count code points.
export const points = (text) => Array.from(text);

// Cut a text at spans [start, end, wrap]; spans count code points, are in order and do not overlap.
export function marked(text, spans) {
  const letters = points(text);
  const pieces = [];
  let at = 0;
  for (const [start, end, wrap] of spans) {
    if (start < at || end <= start) continue;
    pieces.push(letters.slice(at, start).join(""));
    pieces.push(wrap(letters.slice(start, end).join("")));
    at = end;
  }
  pieces.push(letters.slice(at).join(""));
  return pieces.filter((piece) => piece !== "");
}

export const bold = ([start, end]) => [start, end, (word) => make("b", {}, word)];

// What a page is about, for who hears it read.
export const title = (text) => make("h1", { class: "unseen" }, text);

export const number = (value) => value.toLocaleString("en");
export const count = (value, noun) => `${number(value)} ${noun}${value === 1 ? "" : "s"}`;

// A date as precise as it is known: 2023, November 2023, November 2, 2023.
export function day(date) {
  const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(date ?? "");
  if (!found) return date ?? "";
  const [, year, month, date_] = found;
  return new Date(Date.UTC(Number(year), Number(month ?? 1) - 1, Number(date_ ?? 1))).toLocaleDateString("en", {
    day: date_ && "numeric", month: month && "long", year: "numeric", timeZone: "UTC",
  });
}
