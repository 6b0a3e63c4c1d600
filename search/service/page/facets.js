// Facets: how what matches spreads over sources, speakers, languages and time, as bars that filter.

import { linkWith, selected } from "./address.js";
import { count, day, make, number } from "./build.js";
import { ask, extra } from "./service.js";

const FEW = 6; // values that are shown at once
const MOST = 40; // values that are shown at all: a filter is for what is frequent
const MOST_BARS = 45;
const DAY = 86_400_000;

const LISTS = [
  { facet: "source", filter: "source", heading: "Source" },
  { facet: "speaker", filter: "speaker", heading: "Who speaks", among: named },
  { facet: "language", filter: "lang", heading: "Language" },
];

export const same = (one, other) => one.toLowerCase() === other.toLowerCase();

// What matches, counted as the search says; a filter may be left out, to see what else there is.
export async function counted(state, without = {}, facets = "source,speaker,language,month") {
  const mode = state.mode === "hybrid" ? "keyword" : state.mode; // the words alone decide what is counted
  const found = await ask("search", { query: state.query, mode, k: 1, facets, ...selected({ ...state, ...without }) });
  return found.facets;
}

// Beside the results. Meaning alone finds everything more or less, so there is nothing to count.
export async function narrowing(state) {
  if (state.mode === "semantic") return null;
  const all = await extra(counted(state));
  if (!all) return null;
  const parts = await Promise.all([
    extra(histogram(state, all.month)),
    ...LISTS.map((list) => extra(bars(state, all[list.facet], list))),
  ]);
  if (!parts.some(Boolean)) return null;
  const wide = matchMedia("(min-width: 64rem)");
  const details = make("details", { open: wide.matches }, make("summary", {}, "Narrow down"), parts);
  wide.onchange = () => { details.open = wide.matches; };
  return make("aside", { id: "narrow", "aria-label": "Narrow down" }, details);
}

// ---- values ----

// Speakers with a name of their own: "dealers" and "the company" are others in each article.
export function named(counts) {
  const isName = ({ value }) => {
    const [first] = value.replace(/^(?:the|an?)\s+/i, "");
    return first !== undefined && first !== first.toLowerCase();
  };
  const plain = new Set(counts.filter((one) => !isName(one)).map((one) => one.value));
  return counts.filter((one) => isName(one) && !plain.has(one.value.toLowerCase()));
}

async function bars(state, all, { facet, filter, heading, among = (counts) => counts }) {
  const chosen = state[filter];
  const found = chosen ? (await counted(state, { [filter]: "" }, facet))[facet] : all; // another one can be chosen
  const counts = among(found.filter((one) => one.value));
  if (counts.length < 2 && !chosen) return null;
  if (chosen && !counts.some((one) => same(one.value, chosen))) counts.unshift({ value: chosen, articles: 0 });
  const most = Math.max(1, ...counts.map((one) => one.articles));
  const item = (one) => bar(state, filter, one, most);
  const ordered = counts.slice(0, MOST).sort((one, other) => same(other.value, chosen) - same(one.value, chosen));
  const rest = ordered.slice(FEW);
  return make("section", { "aria-labelledby": `by-${facet}` },
    make("h2", { id: `by-${facet}` }, heading),
    make("ul", { class: "bars" }, ordered.slice(0, FEW).map(item)),
    rest.length ? make("details", { class: "rest" }, make("summary", {}, `${number(rest.length)} more`),
      make("ul", { class: "bars" }, rest.map(item))) : null);
}

function bar(state, filter, { value, articles }, most) {
  const isChosen = same(value, state[filter]);
  const name = filter === "lang" ? language(value) : value;
  return make("li", {}, linkWith({
    class: "bar-link", "--part": (articles / most).toFixed(3), "aria-current": isChosen && "true",
    title: isChosen ? `${name}: show all again` : `${name}: ${count(articles, "article")}`,
  }, { ...state, [filter]: isChosen ? "" : value, page: 1 },
  make("span", { class: "name" }, name),
  make("span", { class: "many" }, isChosen ? "×" : number(articles),
    make("span", { class: "unseen" }, isChosen ? " show all again" : articles === 1 ? " article" : " articles"))));
}

export function language(code) {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(code);
  } catch {
    return code;
  }
}

// ---- dates ----

const two = (value) => String(value).padStart(2, "0");

// How long a bar may be, as numbers of the calendar and back.
const UNITS = {
  day: {
    chars: 10, steps: [1, 2, 7],
    of: (date) => Date.parse(`${date}T00:00Z`) / DAY,
    named: (value) => new Date(value * DAY).toISOString().slice(0, 10),
  },
  month: {
    chars: 7, steps: [1, 3],
    of: (date) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1,
    named: (value) => `${String(Math.floor(value / 12)).padStart(4, "0")}-${two((value % 12) + 1)}`,
  },
  year: {
    chars: 4, steps: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    of: (date) => Number(date.slice(0, 4)),
    named: (value) => String(value).padStart(4, "0"),
  },
};

async function histogram(state, months) {
  const unit = unitOf(months);
  const counts = unit === UNITS.day ? (await counted(state, {}, "day")).day : months;
  const dated = counts.filter((one) => one.value.length >= unit.chars);
  const isSet = state.since || state.until;
  if (dated.length < 2 && !isSet) return null;
  const less = counts.filter((one) => one.value && one.value.length < unit.chars);
  const without = counts.find((one) => !one.value);
  return make("section", { "aria-labelledby": "by-date" },
    make("h2", { id: "by-date" }, "When"),
    isSet ? make("p", {}, linkWith({}, { ...state, since: "", until: "", page: 1 }, "Any date")) : null,
    dated.length > 1 ? chart(state, gathered(dated, unit)) : null,
    less.length ? make("p", {}, "Only the ", less.some((one) => one.value.length > 4) ? "month or year" : "year", " is known: ",
      less.slice(0, MOST).flatMap((one, at) => [at ? ", " : "",
        linkWith({}, { ...state, since: one.value, until: one.value, page: 1 }, day(one.value)), ` (${number(one.articles)})`])) : null,
    without && !isSet ? make("p", {}, `Without a date: ${number(without.articles)}`) : null);
}

function unitOf(months) {
  const inMonths = months.filter((one) => one.value.length >= 7);
  const inYears = months.filter((one) => one.value.length === 4);
  const sum = (counts) => counts.reduce((all, one) => all + one.articles, 0);
  if (!inMonths.length || sum(inYears) > sum(inMonths)) return UNITS.year;
  const places = inMonths.map((one) => UNITS.month.of(one.value));
  const span = Math.max(...places) - Math.min(...places) + 1;
  if (span <= 2) return UNITS.day;
  return span <= MOST_BARS * UNITS.month.steps.at(-1) ? UNITS.month : UNITS.year;
}

// Bars of one length from the first date to the last, empty ones too: time passes evenly.
function gathered(counts, unit) {
  const places = counts.map((one) => unit.of(one.value));
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const step = unit.steps.find((each) => (last - first) / each < MOST_BARS) ?? unit.steps.at(-1);
  const begin = unit === UNITS.day ? first : first - (first % step);
  const found = [];
  for (let at = begin; at <= last; at += step) found.push({ since: unit.named(at), until: unit.named(at + step - 1), articles: 0 });
  counts.forEach((one, at) => { found[Math.floor((places[at] - begin) / step)].articles += one.articles; });
  return found;
}

const period = ({ since, until }) => (since === until ? day(since) : `${day(since)} to ${day(until)}`);

function chart(state, found) {
  const most = Math.max(...found.map((one) => one.articles));
  const shown = make("p", { class: "axis", "aria-hidden": "true" });
  const axis = () => shown.replaceChildren(make("span", {}, day(found[0].since)), make("span", {}, day(found.at(-1).until)));
  const tell = (one) => shown.replaceChildren(make("span", {}, `${period(one)}: ${number(one.articles)}`));
  let isFirst = true;
  const list = make("ul", { class: "histogram", "aria-label": "Articles by date; the arrow keys move", onkeydown: along, onmouseleave: axis, onfocusout: axis },
    found.map((one) => {
      if (!one.articles) return make("li", {});
      const node = linkWith({
        "--part": (one.articles / most).toFixed(3), "aria-label": `${period(one)}: ${count(one.articles, "article")}`,
        tabindex: isFirst ? "0" : "-1", onmouseenter: () => tell(one), onfocus: () => tell(one),
      }, { ...state, since: one.since, until: one.until, page: 1 });
      isFirst = false;
      return make("li", {}, node);
    }));
  axis();
  return make("div", {}, list, shown);
}

// One stop for the tab key; the arrows go from bar to bar.
function along(event) {
  const stops = [...event.currentTarget.querySelectorAll("a")];
  const at = stops.indexOf(event.target);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: stops.length - 1 }[event.key];
  if (at < 0 || to === undefined || !stops[to]) return;
  event.preventDefault();
  stops[at].tabIndex = -1;
  stops[to].tabIndex = 0;
  stops[to].focus();
}
