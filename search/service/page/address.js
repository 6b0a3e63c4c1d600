// Addresses: what is shown is said by the address alone, so that every view can be shared.

import { make } from "./build.js";

const MOST_PAGES = 90;
const SORTS = ["date", "added"];

// Of the panel above the results, and of the bars beside them.
export const PANEL = ["source", "since", "until", "flat"];
export const FILTERS = [...PANEL, "speaker", "lang"];

export function read() {
  const given = new URLSearchParams(location.search);
  const mode = given.get("mode");
  const sort = given.get("sort");
  const page = Number.parseInt(given.get("page") ?? "1", 10);
  return {
    query: (given.get("q") ?? "").trim(),
    mode: ["keyword", "semantic"].includes(mode) ? mode : "hybrid",
    sort: SORTS.includes(sort) ? sort : "",
    page: page >= 1 && page <= MOST_PAGES ? page : 1,
    source: given.get("source") ?? "",
    since: given.get("since") ?? "",
    until: given.get("until") ?? "",
    speaker: given.get("speaker") ?? "",
    lang: given.get("lang") ?? "",
    flat: given.has("flat") ? "1" : "",
    article: given.get("article"),
    start: given.has("start") ? Number(given.get("start")) : null,
    end: given.has("end") ? Number(given.get("end")) : null,
  };
}

export function address(state) {
  const pairs = [
    ["q", state.query],
    ["mode", state.mode === "hybrid" ? "" : state.mode],
    ["sort", state.query ? state.sort : ""],
    ["page", state.page > 1 ? state.page : ""],
    ...FILTERS.map((name) => [name, state.query ? state[name] : ""]),
    ["article", state.article],
    ["start", state.article ? state.start : null],
    ["end", state.article ? state.end : null],
  ].filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return pairs.length ? `?${new URLSearchParams(pairs)}` : "./";
}

export function go(state) {
  history.replaceState({ ...history.state, scroll: scrollY }, "");
  history.pushState({ from: true }, "", address(state));
  dispatchEvent(new Event("moved"));
}

// A link to another view.
export function link(state, ...children) {
  return linkWith({}, state, ...children);
}

export function linkWith(attributes, state, ...children) {
  return make("a", {
    ...attributes,
    href: address(state),
    onclick(event) {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      go(state);
    },
  }, ...children);
}

export const searched = (state) => ({ ...state, article: null, start: null, end: null });
export const cleared = () => Object.fromEntries(FILTERS.map((name) => [name, ""]));
export const toArticle = (state, found) => ({ ...state, article: found.article.id, start: found.start, end: found.end });
export const isLastPage = (state) => state.page >= MOST_PAGES;

// As the service takes what restricts a search.
export const selected = ({ source, since, until, speaker, lang }) => ({ source, since, until, speaker, lang });
