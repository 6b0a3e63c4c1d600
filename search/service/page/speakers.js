// Speakers: who says what, in what was found and in an article.

import { link, linkWith, selected, toArticle } from "./address.js";
import { bold, count, day, make, marked, points } from "./build.js";
import { counted, named } from "./facets.js";
import { ask } from "./service.js";

const MOST_SPEAKERS = 6;
const MOST_EACH = 3;

// A passage in which what is said stands out, and the words that match within it.
export function spoken(hit) {
  const said = apart(hit.statements.map((one) => [one.start - hit.start, one.end - hit.start]));
  const inside = ([start, end]) => said.some(([from, to]) => from <= start && end <= to);
  const spans = [
    ...said.map(([start, end]) => [start, end, (text) => make("q", {}, ...marked(text, hit.highlights
      .filter(([a, b]) => start <= a && b <= end).map(([a, b]) => bold([a - start, b - start]))))]),
    ...hit.highlights.filter((span) => !inside(span)).map(bold),
  ];
  return marked(hit.text, spans.sort(([one], [other]) => one - other));
}

// Who says it, and from whom it is known.
export const credit = (speaker, via) => [speaker, ...via].join(", according to ");

export function by(hit) {
  const names = [...new Set(hit.statements.map((one) => credit(one.speaker.name, one.via.map((source) => source.name))))];
  return make("p", { class: "speaker" }, names.join("; "));
}

// Spans in order, without those within an earlier one.
function apart(spans) {
  const kept = [];
  for (const [start, end] of spans.sort(([a, b], [c, d]) => a - c || d - b)) {
    if (!kept.length || start >= kept.at(-1)[1]) kept.push([start, end]);
  }
  return kept;
}

// ---- of what was found ----

// Those who speak most, each with what was found best; asked for when it is opened.
export function speakersCard(state) {
  const place = make("div", { "aria-live": "polite" });
  return make("details", {
    class: "speakers",
    async ontoggle(event) {
      if (!event.target.open || place.childElementCount) return;
      try {
        place.replaceChildren(...await speakers(state));
      } catch (problem) {
        place.replaceChildren(make("p", { class: "warning" }, problem.message));
      }
    },
  }, make("summary", {}, "Who says what"), place);
}

async function speakers(state) {
  const frequent = named((await counted(state)).speaker).slice(0, MOST_SPEAKERS);
  const heard = await Promise.all(frequent.map(({ value }) => ask("search", {
    query: state.query, mode: state.mode, k: MOST_EACH, ...selected({ ...state, speaker: value }),
  })));
  const parts = frequent.flatMap(({ value, articles }, at) => (heard[at].hits.length ? [
    make("dt", {}, link({ ...state, speaker: value, page: 1 }, value), make("span", {}, ` in ${count(articles, "article")}`)),
    ...heard[at].hits.map((hit) => make("dd", {}, quotation(state, hit))),
  ] : []));
  return parts.length ? [make("dl", {}, parts)] : [make("p", {}, "Nobody is known to say anything in what was found.")];
}

function quotation(state, hit) {
  const letters = points(hit.text);
  const [first] = hit.statements;
  const said = first ? letters.slice(first.start - hit.start, first.end - hit.start).join("") : hit.text;
  const where = [hit.article.source || hit.article.title, day(hit.article.date)].filter(Boolean).join(", ");
  return [make("span", { class: "text" }, said), " ", link(toArticle(state, first ? { ...hit, ...place(first) } : hit), where)];
}

const place = ({ start, end }) => ({ start, end });

// ---- of an article ----

export function statements(state, article) {
  const known = (article.statements ?? []).filter((one) => one.speaker);
  if (!known.length) return null;
  const letters = points(article.text);
  const names = [...new Set(known.map((one) => one.speaker.name))];
  return make("details", { class: "speakers" },
    make("summary", {}, `Who says what (${names.length})`),
    make("dl", {}, names.flatMap((name) => [
      make("dt", {}, name),
      ...known.filter((one) => one.speaker.name === name).map((one) => make("dd", {},
        linkWith({ class: "text" }, { ...state, ...place(one) }, letters.slice(one.start, one.end).join("")))),
    ])));
}
