// Lists: in which order results are, and how they are taken along: as a table, or as a feed.

import { go, selected } from "./address.js";
import { make } from "./build.js";
import { Problem, addressOf, ask, fetched, refused } from "./service.js";

const MOST = 100; // hits of a table: the service gives no more at once
const ORDERS = [["", "Best first"], ["date", "Newest first"], ["added", "Last added first"]];

export function tools(state) {
  const place = make("div", { class: "told", "aria-live": "polite" });
  const tell = (...children) => place.replaceChildren(make("p", { class: "read" }, ...children));
  const tried = (work) => async () => {
    try {
      await work(state, tell);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      tell(error.message);
    }
  };
  return [
    make("div", { class: "tools" },
      make("label", {}, make("span", { class: "unseen" }, "Order "), make("select", {
        id: "sort", onchange: (event) => go({ ...state, sort: event.target.value, page: 1 }),
      }, ORDERS.map(([value, text]) => make("option", { value, selected: value === state.sort }, text)))),
      make("button", { type: "button", class: "plain", title: "Download these results as a table", onclick: tried(download) }, "CSV"),
      make("button", { type: "button", class: "plain", title: "An address that tells a feed reader what is new about this", onclick: tried(feed) }, "Feed")),
    place,
  ];
}

const download = (state) => save(state, "search", {
  sort: state.sort, k: MOST, by_article: state.flat ? "" : true,
});

// A button that saves the answers or the timeline as a table.
export function asTable(state, path, text) {
  const told = make("span", { "aria-live": "polite" });
  return make("p", { class: "table" }, make("button", {
    type: "button",
    class: "plain",
    async onclick() {
      try {
        await save(state, path, {});
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        told.textContent = error.message;
      }
    },
  }, text), told);
}

async function save(state, path, parameters) {
  const response = await fetched(addressOf(path, {
    query: state.query, mode: state.mode, format: "csv", ...parameters, ...selected(state),
  }));
  if (!response.ok) throw refused(response, await response.json().catch(() => ({})));
  // An address alone could not bear a token; Excel takes UTF-8 without a mark for something else.
  const table = URL.createObjectURL(new Blob(["\ufeff", await response.blob()], { type: "text/csv" }));
  make("a", { href: table, download: `${state.query.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60) || "search"}.csv` }).click();
  setTimeout(() => URL.revokeObjectURL(table), 60_000);
}

async function feed(state, tell) {
  const found = await ask("feed-address", {
    query: state.query, mode: state.mode === "hybrid" ? "" : state.mode, ...selected(state),
  }, { fresh: true });
  const whole = new URL(found.address, location.href).href;
  tell("What is new about this, for a feed reader: ", make("a", { href: whole, type: "application/atom+xml" }, whole),
    found.needs_token ? ". The reader has to send the token: this service has no key for feeds (--feed-key-file)." : "");
}
