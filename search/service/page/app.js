// The page: reads the address, asks the service, shows what it says.

import {
  FILTERS, PANEL, cleared, go, isLastPage, link, linkWith, read, searched, selected, toArticle,
} from "./address.js";
import { bold, count, day, make, marked, number, points, title } from "./build.js";
import { language, narrowing, same } from "./facets.js";
import { forgetReasons, hasLeaf, thumbnail, turned } from "./leaf.js";
import { asTable, tools } from "./lists.js";
import { Problem, TOKEN, ask, begin, extra, forget, isCurrent, pathOf } from "./service.js";
import { by, credit, speakersCard, spoken, statements } from "./speakers.js";

const PAGE_SIZE = 10;
const LIKELY = 0.35;
const HALF_WORDS = 10; // the keyword score at which the bar of words is half full
const MOST_OF_ONE = 100; // paragraphs of an article that are listed: the service gives no more at once

const byId = (id) => document.getElementById(id);
const form = byId("form");
const query = byId("query");
const main = byId("main");

// ---- what was found ----

function meta(article, ...more) {
  const parts = [article.source, day(article.date), article.author, ...more].filter(Boolean);
  return make("p", { class: "meta" }, parts.map((part) => make("span", {}, part)));
}

const place = (found) => (found.page ? `page ${found.page}` : `paragraph ${found.paragraph + 1}`)
  + (found.recognised ? ", recognised in a picture" : "");

function answerCard(state, found) {
  const [first, ...others] = found.answers;
  if (!first) {
    return make("p", { class: "note", id: "no-answer" }, make("strong", {}, "Nothing in the index answers this."), " The nearest paragraphs are below.");
  }
  const rest = others.length ? make("details", {},
    make("summary", {}, others.length === 1 ? "One more answer" : `${others.length} more answers`),
    others.map((answer) => make("div", { class: "more" }, quoted(state, answer))),
    asTable(state, "ask", "Answers as CSV")) : null;
  return make("section", { class: "answer", "aria-label": "Answer" },
    first.score < LIKELY ? make("p", { class: "doubt" }, "Nothing clearly answers this; the nearest is:") : null,
    hasLeaf(first.article, first.page) ? thumbnail(first) : null,
    quoted(state, first), rest);
}

function quoted(state, answer) {
  const start = answer.start - answer.context_start;
  const part = answer.part ? [answer.part.start - answer.start, answer.part.end - answer.start, (text) => make("b", {}, text)] : null;
  const span = [start, start + answer.end - answer.start, (text) => make("mark", {}, ...marked(text, part ? [part] : []))];
  const cited = [answer.article.source, day(answer.article.date), answer.page ? place(answer) : "", `${Math.min(99, Math.round(answer.score * 100))}\u00a0% likely`];
  return [
    make("blockquote", { class: "text" }, make("p", {}, marked(answer.context, [span]))),
    answer.speaker ? make("p", { class: "speaker" }, credit(answer.speaker, answer.via)) : null,
    make("p", { class: "cite" }, link(toArticle(state, answer), answer.article.title), make("br"), cited.filter(Boolean).join(" · ")),
    also(state, answer),
    differs(state, answer),
  ];
}

function differs(state, answer) {
  if (!answer.differs?.length) return null;
  return make("div", { class: "differs" }, make("p", {}, "Others say otherwise:"), make("ul", {},
    answer.differs.slice(0, 3).map(({ text, is_correction, revises, note, where }) => make("li", {},
      is_correction || revises ? make("strong", {}, is_correction ? "Correction: " : "Revised: ") : null,
      note ? make("b", {}, `${note}. `) : null, `${text} `,
      link(toArticle(state, where), [where.article.source || where.article.title, day(where.article.date)].filter(Boolean).join(", "))))));
}

// What is said day by day, asked for when it is opened.
function timelineCard(state) {
  const place = make("div", { "aria-live": "polite" });
  return make("details", {
    class: "timeline",
    async ontoggle(event) {
      if (!event.target.open || place.childElementCount) return;
      try {
        const told = await ask("timeline", { query: state.query, mode: state.mode, ...selected(state) });
        place.replaceChildren(...timeline(state, told), asTable(state, "timeline", "Timeline as CSV"));
      } catch (problem) {
        place.replaceChildren(make("p", { class: "warning" }, problem.message));
      }
    },
  }, make("summary", {}, "Timeline"), place);
}

function timeline(state, told) {
  const said = (event) => [
    make("span", { class: "text" }, event.text), " ",
    ...(event.speaker ? [make("span", { class: "speaker" }, credit(event.speaker, event.via)), " "] : []),
    link(toArticle(state, event.where), event.where.article.source || event.where.article.title),
    event.also.length ? `, also in ${count(event.also.length, "other article")}` : "",
  ];
  const dates = told.events.map((event) => [
    make("dt", {}, make("time", { datetime: event.date }, day(event.date))), make("dd", {}, said(event)),
  ]);
  const parts = [dates.length ? make("dl", {}, dates.flat()) : make("p", {}, "Nothing that was found has a date.")];
  if (told.undated.length) {
    parts.push(make("h3", {}, "Without a date"), make("ul", {}, told.undated.map((event) => make("li", {}, said(event)))));
  }
  return parts;
}

function also(state, found) {
  if (!found.also?.length) return null;
  return make("p", { class: "also" }, `Also in ${count(found.also.length, "other article")}: `,
    found.also.slice(0, 3).flatMap((other, at) => [at ? "; " : "", link(toArticle(state, other), other.article.title)]),
    found.also.length > 3 ? " …" : "");
}

function scores(hit) {
  const parts = [];
  const told = [];
  if (hit.keyword_score !== null) {
    parts.push(make("i", { class: "words", "--part": hit.keyword_score / (hit.keyword_score + HALF_WORDS) }));
    told.push(`words ${hit.keyword_score.toFixed(1)}`);
  }
  if (hit.semantic_score !== null) {
    parts.push(make("i", { class: "meaning", "--part": Math.max(0, hit.semantic_score) }));
    told.push(`meaning ${hit.semantic_score.toFixed(2)}`);
  }
  return make("span", { class: "score", title: told.join(", ") },
    make("span", {}, make("span", { class: "unseen" }, "Score "), hit.score.toFixed(2)),
    make("span", { class: "bar", "aria-hidden": "true" }, parts),
    told.map((text) => make("span", {}, make("i", { class: `dot ${text.split(" ")[0]}`, "aria-hidden": "true" }), text)));
}

const words = (hit) => (hit.statements.length ? spoken(hit) : marked(hit.text, hit.highlights.map(bold)));

function hitItem(state, hit) {
  const text = make("p", { class: hit.statements.length ? "text said" : "text" }, words(hit));
  const panel = make("div", { class: "why", id: `why-${hit.rank}`, hidden: true });
  const button = make("button", {
    type: "button", class: "plain", "aria-expanded": "false", "aria-controls": panel.id,
    "aria-label": `Why hit ${hit.rank}`,
    onclick: () => toggleWhy(state, hit, text, panel, button),
  }, "Why?");
  return make("li", { class: "hit" },
    make("h3", {}, link(toArticle(state, hit), hit.article.title)),
    meta(hit.article, place(hit)),
    hasLeaf(hit.article, hit.page) ? thumbnail(hit) : null,
    text,
    hit.statements.length ? by(hit) : null,
    also(state, hit),
    make("div", { class: "foot" }, scores(hit), button),
    panel,
    others(state, hit));
}

// The other paragraphs of an article that match, in their order, asked for when they are wanted.
function others(state, hit) {
  const more = (hit.matching ?? 1) - 1;
  if (more < 1) return null;
  const list = make("ol", { "aria-live": "polite" });
  return make("details", {
    class: "others",
    async ontoggle(event) {
      if (!event.target.open || list.childElementCount) return;
      try {
        list.replaceChildren(...(await matchingIn(state, hit)).map((one) => make("li", {},
          link(toArticle(state, one), place(one)),
          make("p", { class: one.statements.length ? "text said" : "text" }, words(one)))));
      } catch (problem) {
        list.replaceChildren(make("li", { class: "warning" }, problem.message));
      }
    },
  }, make("summary", {}, `${number(more)} more in this article`), list);
}

async function matchingIn(state, hit) {
  const found = await ask("search", {
    query: state.query,
    mode: state.mode === "semantic" ? "semantic" : "keyword", // what is counted has the words
    k: MOST_OF_ONE, all: true, path: hit.article.id, ...selected(state),
  });
  return found.hits.filter((one) => one.article.id === hit.article.id && one.start !== hit.start)
    .sort((one, other) => one.start - other.start);
}

// ---- why ----

async function toggleWhy(state, hit, text, panel, button) {
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  panel.hidden = open;
  if (open) {
    text.classList.remove("shaded");
    text.replaceChildren(...words(hit));
    return;
  }
  panel.replaceChildren("Looking …");
  try {
    const found = await ask("search", { ...asked(state), explain: true });
    const same = found.hits.find((one) => one.article.id === hit.article.id && one.start === hit.start);
    const why = same?.explanation;
    if (!why) throw new Problem(0, "", "The index has changed meanwhile; search again.");
    if (button.getAttribute("aria-expanded") === "false") return;
    panel.replaceChildren(...explained(hit, why));
    shade(text, hit, why);
  } catch (error) {
    panel.replaceChildren(error.message);
  }
}

function explained(hit, why) {
  const letters = points(hit.text);
  const rows = [];
  if (why.bound !== null) {
    const terms = why.terms.map((term) => {
      const name = term.spans.length ? letters.slice(...term.spans[0]).join("") : `${term.terms.join(" ")} (in the title)`;
      return `${name} ${term.share.toFixed(2)}`;
    });
    rows.push(["Words", `${hit.keyword_score.toFixed(2)} = ${terms.join(" + ") || "nothing matched"}`]);
  }
  if (why.cosine !== null) {
    const parts = [`paragraph ${why.cosine.toFixed(2)}`];
    if (why.sentence_cosine !== null) parts.push(`nearest sentence ${why.sentence_cosine.toFixed(2)}`);
    if (why.title_cosine !== null) parts.push(`title ${why.title_cosine.toFixed(2)}`);
    rows.push(["Meaning", `${hit.semantic_score.toFixed(2)} from ${parts.join(", ")}`]);
  }
  const blend = [];
  if (why.semantic_weight) blend.push(`${why.semantic_weight} × ${hit.semantic_score.toFixed(2)}`);
  if (why.keyword_weight) blend.push(`${why.keyword_weight} × ${hit.keyword_score.toFixed(2)} / ${why.bound.toFixed(2)}`);
  rows.push(["Blend", `${why.blend.toFixed(2)} = ${blend.join(" + ")}`]);
  rows.push(["Score", `${hit.score.toFixed(2)}, the likelihood that goes with this blend`]);
  const note = why.cosine === null ? null
    : why.tokens === null ? "This model does not tell what each word adds to the meaning."
    : "The greener a word above, the more it adds to the nearness in meaning; the strongest are underlined.";
  return [make("dl", {}, rows.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)])), note ? make("p", {}, note) : ""];
}

function shade(text, hit, why) {
  const tokens = (why.tokens ?? []).filter((token) => token.end > token.start);
  if (!tokens.length) return;
  const most = Math.max(...tokens.map((token) => token.share), 1e-9);
  const strongest = new Set([...tokens].sort((a, b) => b.share - a.share).slice(0, 5));
  text.classList.add("shaded");
  text.replaceChildren(...marked(hit.text, tokens.map((token) => [token.start, token.end, (word) =>
    make("span", { "--share": Math.max(0, token.share / most).toFixed(3), class: strongest.has(token) ? "strong" : null }, word)])));
}

// ---- views ----

const asked = (state) => ({
  query: state.query,
  mode: state.mode,
  sort: state.sort,
  k: PAGE_SIZE,
  offset: (state.page - 1) * PAGE_SIZE,
  by_article: state.flat ? "" : true,
  ...selected(state),
});

// The sources to choose from: those of all that matches, whichever is chosen now.
async function showSources(state) {
  const found = await ask("search", { ...asked(state), k: 1, offset: 0, source: "", facets: "source" });
  const counts = found.facets.source.filter((one) => one.value);
  if (state.source && !counts.some((one) => same(one.value, state.source))) counts.unshift({ value: state.source, articles: 0 });
  byId("source").replaceChildren(make("option", { value: "" }, "All sources"),
    ...counts.map((one) => make("option", { value: one.value, selected: same(one.value, state.source) },
      `${one.value} (${number(one.articles)})`)));
}


async function showSearch(state) {
  const first = state.page === 1;
  const asksOne = first && !state.speaker; // of a speaker all is listed that he says
  const beside = narrowing(state);
  const [answered, found] = await Promise.all([
    asksOne ? ask("ask", { query: state.query, mode: state.mode, ...selected(state) }) : null,
    ask("search", asked(state)),
  ]);
  const column = make("div", { id: "found" },
    told(state, answered, found),
    found.hits.length ? listed(state, answered, found)
      : first ? nothing(state) : make("p", { class: "note" }, "There is nothing more."),
    pages(state, found));
  document.title = `${state.query} – seedsearch`;
  main.replaceChildren(title(`Results for “${state.query}”`), column);
  main.classList.toggle("beside", found.hits.length > 0 && state.mode !== "semantic"); // its place is kept
  const answer = answered?.answers.length ? `Answer: ${answered.answers[0].text}` : answered ? "Nothing in the index answers this." : "";
  say(`${answer} ${count(found.hits.length, state.flat ? "paragraph" : "article")} shown.`);
  const aside = await beside;
  if (!column.isConnected || !found.hits.length) return;
  if (aside) column.before(aside);
  main.classList.toggle("beside", aside !== null);
}

// What is to be said of a query before what was found for it.
function told(state, answered, found) {
  const isLinked = (text) => found.without.some(({ condition }) => text.startsWith(`nothing meets ${condition} `));
  const warnings = [...new Set([...found.warnings, ...(answered?.warnings ?? [])])].filter((text) => !isLinked(text));
  const parts = warnings.map((text) => make("p", { class: "warning" }, text));
  if (found.suggestion) {
    parts.push(make("p", { class: "read" }, "Did you mean ", link({ ...state, query: found.suggestion, page: 1 }, found.suggestion), "?"));
  }
  if (found.understood?.conditions.length) parts.push(readAs(found.understood));
  for (const { condition, query, paragraphs } of found.without) {
    parts.push(make("p", { class: "read" }, link({ ...state, query, page: 1 }, "Search without ", make("q", {}, condition)), ` (${count(paragraphs, "paragraph")})`));
  }
  return [...parts, chips(state)];
}

// What restricts the results, each with a way to be rid of it.
function chips(state) {
  const names = {
    source: state.source, speaker: state.speaker && `${state.speaker} speaks`, lang: state.lang && language(state.lang),
    since: state.since && `from ${day(state.since)}`, until: state.until && `to ${day(state.until)}`,
  };
  if (state.since && state.since === state.until) Object.assign(names, { since: day(state.since), until: "" });
  const set = Object.entries(names).filter(([, name]) => name);
  if (!set.length) return null;
  const without = (name) => (name === "since" && !names.until ? { since: "", until: "" } : { [name]: "" });
  return make("ul", { class: "chips", "aria-label": "Only" }, set.map(([name, text]) => make("li", {},
    linkWith({ title: "Show all again" }, { ...state, ...without(name), page: 1 },
      text, make("span", { class: "unseen" }, ": show all again"), make("span", { "aria-hidden": "true" }, " ×")))));
}

function listed(state, answered, found) {
  const first = state.page === 1;
  const said = state.speaker && `What ${state.speaker} says`;
  const inArticles = `${number(found.total)} in ${count(found.articles, "article")}`;
  const [matches, inside] = said ? [said, `in ${count(found.articles, "article")}`]
    : state.flat ? ["Paragraphs that match", inArticles]
    : ["Articles that match", `${number(found.articles)} with ${count(found.total, "paragraph")}`];
  return [
    answered ? answerCard(state, answered) : null,
    first ? make("div", { class: "cards" }, timelineCard(state), state.speaker ? null : speakersCard(state)) : null,
    make("div", { class: "head" }, make("h2", { class: "heading", id: "hits-heading" },
      `${matches}${first ? "" : `, page ${state.page}`}`,
      found.total ? make("span", { class: "count" }, ` · ${inside}${least(found)}`) : ""),
    tools(state)),
    make("ol", { class: "hits", "aria-labelledby": "hits-heading" }, found.hits.map((hit) => hitItem(state, hit))),
  ];
}

// Where the order is another one, what has hardly to do with the query is left out.
const least = (found) => (found.min_score ? `, with scores of ${found.min_score.toFixed(2)} and more` : "");

function pages(state, found) {
  const back = state.page > 1
    ? make("button", { type: "button", class: "button", onclick: () => go({ ...state, page: state.page - 1 }) }, "← Previous") : make("span");
  const on = found.hits.length === PAGE_SIZE && !isLastPage(state)
    ? make("button", { type: "button", class: "button", onclick: () => go({ ...state, page: state.page + 1 }) }, state.flat ? "More paragraphs →" : "More articles →") : "";
  return make("nav", { class: "pages", "aria-label": "Pages" }, back, on);
}

// How a query with signs was read: the conditions, and what patterns stand for.
function readAs(understood) {
  const parts = understood.conditions.flatMap((condition, at) => {
    const found = understood.patterns[condition];
    return [at ? ", " : "", make("q", {}, condition), found ? ` (${found.words.slice(0, 5).join(", ")}${found.count > 5 ? " …" : ""})` : ""];
  });
  return make("p", { class: "read" }, "Only what satisfies ", parts);
}

function nothing(state) {
  if (FILTERS.some((name) => state[name])) {
    return make("div", { class: "note", id: "nothing" },
      make("p", {}, make("strong", {}, "No paragraph matches.")),
      make("p", {}, link({ ...state, ...cleared() }, "Search without filters"), ", or try other words."));
  }
  return make("div", { class: "note", id: "nothing" },
    make("p", {}, make("strong", {}, "No paragraph matches.")),
    state.mode === "keyword"
      ? make("p", {}, "None has these words. ", link({ ...state, mode: "hybrid" }, "Search by meaning too"), ", or try others.")
      : make("p", {}, "Try other or fewer words."));
}


async function showArticle(state) {
  const found = await ask(`articles/${pathOf(state.article)}`, { query: state.query });
  const letters = points(found.text);
  const body = found.paragraphs.map(({ start, end, boilerplate }) => {
    const text = letters.slice(start, end).join("");
    const from = Math.max(start, state.start ?? -1);
    const to = Math.min(end, state.end ?? -1);
    const here = from < to;
    const whole = from === start && to === end;
    const matches = found.highlights.filter(([a, b]) => a >= start && b <= end).map(([a, b]) => bold([a - start, b - start]));
    const sentence = [[from - start, to - start, (part) => make("mark", {}, part)]];
    return make("p", { class: here ? "here" : boilerplate ? "faint" : null }, marked(text, here && !whole ? sentence : matches));
  });
  const heading = make("h1", { tabindex: "-1" }, found.title);
  const original = /^https?:\/\//.test(found.link ?? "")
    ? make("a", { href: found.link, rel: "noopener noreferrer", target: "_blank" }, "Original") : null;
  const back = make("button", { type: "button", class: "plain back", id: "back", onclick: leave }, state.query ? "← Back to results" : "← Start page");
  document.title = `${found.title} – seedsearch`;
  const pages = Math.max(...found.paragraphs.map((one) => one.page ?? 0));
  const wanted = state.start === null ? {} : { start: state.start, end: state.end };
  const leaf = hasLeaf(found, pages) ? turned(found, pages, wanted) : null;
  main.replaceChildren(make("article", { lang: found.language || null, class: leaf ? "leafed" : null },
    back, heading, meta(found, found.id, original), statements(state, found), leaf, make("div", { class: "text" }, body)));
  say(found.title);
  heading.focus({ preventScroll: true });
  main.querySelector(".here")?.scrollIntoView({ block: "center" });
  await showSimilar(state, found);
}

async function showSimilar(state, article) {
  const found = await extra(ask("similar", { article: article.id, k: 5 }));
  const shown = main.querySelector("article");
  if (!found?.hits.length || !shown || read().article !== article.id) return;
  shown.append(make("h2", {}, "More like this"), make("ul", { class: "like" }, found.hits.map((hit) =>
    make("li", {}, link(toArticle(state, hit), hit.article.title), meta(hit.article)))));
}

function leave() {
  const state = read();
  if (history.state?.from) history.back();
  else go(state.query ? searched(state) : searched({ ...state, page: 1 }));
}

function showStart() {
  document.title = "seedsearch";
  main.replaceChildren(title("Ask the index"));
}

function showProblem(error) {
  if (error.status === 401) {
    showLogin();
    return;
  }
  const again = make("button", { type: "button", class: "button", onclick: show }, "Try again");
  main.replaceChildren(make("div", { class: "alarm", role: "alert" },
    make("h1", {}, error.title || "Something went wrong"), make("p", {}, error.message),
    [0, 408, 500, 503].includes(error.status) ? again : link(searched({ ...read(), query: "" }), "Start again")));
  document.title = "seedsearch";
}

let tried = false;

function showLogin() {
  const wrong = tried;
  sessionStorage.removeItem(TOKEN);
  const token = make("input", { id: "token", type: "password", autocomplete: "current-password", required: true, "aria-describedby": "token-help" });
  main.replaceChildren(make("form", {
    class: "login",
    onsubmit(event) {
      event.preventDefault();
      tried = true;
      sessionStorage.setItem(TOKEN, token.value.trim());
      show().then(about);
    },
  },
  make("h1", {}, "This index needs a token"),
  make("input", { type: "text", name: "username", value: "seedsearch", autocomplete: "username", hidden: true }),
  make("p", { id: "token-help", class: wrong ? "wrong" : null, role: wrong ? "alert" : null }, wrong
    ? "That is not the token. Ask whoever runs the service."
    : "Whoever runs the service has it. It is kept until you close this tab."),
  make("label", { for: "token" }, "Token"), token,
  make("button", { class: "button", type: "submit" }, "Open")));
  document.title = "seedsearch";
  token.focus();
}

// ---- the whole ----

async function show() {
  const mine = begin();
  forgetReasons();
  const state = read();
  const start = !state.article && !state.query;
  if (document.activeElement !== query || query.value.trim() !== state.query) query.value = state.query;
  for (const radio of form.elements.mode) radio.checked = radio.value === state.mode;
  setFilters(state);
  document.body.classList.toggle("start", start);
  document.body.classList.toggle("results", !start && !state.article);
  if (start || state.article) main.classList.remove("beside");
  const waiting = setTimeout(() => { byId("progress").hidden = false; }, 150);
  try {
    if (state.article) await showArticle(state);
    else if (state.query) await showSearch(state);
    else showStart();
    if (isCurrent(mine) && !state.article) scrollTo(0, history.state?.scroll ?? 0);
  } catch (error) {
    if (error.name === "AbortError" || !isCurrent(mine)) return;
    if (!(error instanceof Problem)) throw error;
    showProblem(error);
  } finally {
    clearTimeout(waiting);
    if (isCurrent(mine)) byId("progress").hidden = true;
  }
}

function say(text) {
  byId("live").textContent = text;
}

async function about() {
  try {
    const status = await ask("status", {}, { fresh: true, signal: null });
    byId("about").textContent = `${count(status.articles, "article")}, ${count(status.paragraphs, "paragraph")}, generation ${status.generation}`;
  } catch (error) {
    if (error.status === 401 && !main.querySelector(".login")) showLogin();
    else if (!(error instanceof Problem)) throw error;
  }
}

// ---- what is set around the box ----

const panel = byId("filters");
const toggle = byId("filter-toggle");

function chosen() {
  return {
    ...searched(read()),
    query: query.value.trim(),
    mode: form.elements.mode.value,
    page: 1,
    source: byId("source").value,
    since: byId("since").value.trim(),
    until: byId("until").value.trim(),
    flat: byId("flat").checked ? "1" : "",
  };
}

function setFilters(state) {
  const names = PANEL.filter((name) => state[name]);
  byId("since").value = state.since;
  byId("until").value = state.until;
  byId("flat").checked = state.flat !== "";
  const source = byId("source");
  if (state.source && ![...source.options].some((one) => one.value === state.source)) source.append(make("option", {}, state.source));
  source.value = state.source;
  toggle.classList.toggle("set", names.length > 0);
  toggle.textContent = names.length ? `Filters (${names.length})` : "Filters";
  if (state.query && !state.article && !panel.hidden) fillSources(state);
}

function fillSources(state) {
  showSources(state).catch((error) => {
    if (!(error instanceof Problem) && error.name !== "AbortError") throw error;
  });
}

function again() {
  if (query.value.trim() && form.reportValidity()) go(chosen());
}

function openPanel(isOpen) {
  panel.hidden = !isOpen;
  toggle.setAttribute("aria-expanded", String(isOpen));
}

toggle.addEventListener("click", () => {
  openPanel(panel.hidden);
  if (panel.hidden) return;
  byId("source").focus();
  const state = read();
  if (state.query) fillSources(state);
});

byId("clear-filters").addEventListener("click", () => {
  setFilters({ ...read(), ...cleared() });
  if (query.value.trim()) go({ ...chosen(), ...cleared() }); // those of the bars too
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  forget(); // asking again asks the service again
  again();
});

for (const control of [...form.elements.mode, ...PANEL.map(byId)]) control.addEventListener("change", again);

byId("home").addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go({ ...searched(read()), ...cleared(), query: "", mode: "hybrid", sort: "", page: 1 });
  query.focus();
});

addEventListener("popstate", show);
addEventListener("moved", show);

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target instanceof Element && event.target.closest("input:not([type=radio], [type=checkbox]), select");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    query.focus();
    query.select();
  } else if (event.key === "Escape") {
    if (typing) event.target.blur();
    else if (read().article) leave();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (!typing || event.target === query)) {
    move(event);
  }
});

// Arrow keys go through what can be opened, from the box down and back.
function move(event) {
  if (event.target instanceof Element && event.target.closest("[type=radio]")) return;
  const stops = [query, ...main.querySelectorAll(".cite a, .hit h3 a")].filter((stop) => stop.checkVisibility());
  const at = stops.indexOf(document.activeElement);
  const next = event.key === "ArrowDown" ? stops[at + 1] : stops[at - 1];
  if (!next || stops.length < 2 || (at < 0 && event.key === "ArrowUp")) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.closest(".hit, .answer, #top").scrollIntoView({ block: "nearest" });
}

history.scrollRestoration = "manual";
openPanel(PANEL.some((name) => read()[name]));
about();
show();
if (document.body.classList.contains("start")) query.focus();
