// A leaf: the page of a PDF as a picture, with what was found marked on it.

import { make } from "./build.js";
import { Problem, addressOf, fetched, pathOf, refused } from "./service.js";

const THUMBNAIL = 280; // pixels; it is shown in half of that
const WHOLE = 1400;

// What has pages and is no PDF, or has PDFs packed in it; a PDF may have any name or none.
const OTHERS = /\.(?:pptx|pptm|ppsx|odp|png|jpe?g|tiff?|zip|tar|t[gbx]z2?|gz|bz2|xz|eml|mbox|msg|warc)$/i;

export const hasLeaf = (article, page) => Boolean(page) && !OTHERS.test(article.path);

async function picture(article, wanted) {
  const response = await fetched(addressOf(`pages/${pathOf(article.id)}`, wanted));
  if (!response.ok) throw refused(response, await response.json().catch(() => ({})));
  const page = Number(response.headers.get("Seedsearch-Page"));
  const isMarked = response.headers.get("Seedsearch-Marked") === "yes";
  const image = make("img", {
    alt: `Page ${page} of ${article.title}${isMarked ? ", with the passage marked" : ""}`,
    src: URL.createObjectURL(await response.blob()), // an address alone could not bear a token
  });
  await image.decode().catch(() => {});
  URL.revokeObjectURL(image.src);
  return { image, page };
}

let said = new Set(); // why there is no picture: of one view, each reason once

export const forgetReasons = () => { said = new Set(); };

// Put a picture, or why there is none, where it belongs.
async function fill(place, article, wanted, isFirst = () => true) {
  try {
    const found = await picture(article, wanted);
    place.replaceChildren(found.image);
    return found;
  } catch (error) {
    if (error.name === "AbortError") return null;
    if (!(error instanceof Problem)) throw error;
    place.replaceChildren(...(isFirst(error.message)
      ? [make("p", { class: "also" }, `There is no picture of the page: ${error.message}.`)] : []));
    return null;
  }
}

function once(reason) {
  const isFirst = !said.has(reason);
  said.add(reason);
  return isFirst;
}

// Rendered when it comes into view, for a page costs the service more than a search.
const watcher = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
  watcher.unobserve(entry.target);
  entry.target.dispatchEvent(new Event("seen"));
}));

// Beside a hit: small, and as large as the text is wide when it is clicked.
export function thumbnail(hit) {
  const wanted = { start: hit.start, end: hit.end };
  const button = make("button", { type: "button", "aria-expanded": "false", "aria-label": `Show page ${hit.page} of ${hit.article.title}` });
  const figure = make("figure", {
    class: "leaf", onseen: () => fill(button, hit.article, { ...wanted, width: THUMBNAIL }, once).then((found) => {
      if (found) return;
      figure.classList.add("none");
      figure.replaceChildren(...button.children);
    }),
  }, button);
  button.addEventListener("click", async () => {
    const isOpen = figure.classList.toggle("open");
    button.setAttribute("aria-expanded", String(isOpen));
    await fill(button, hit.article, { ...wanted, width: isOpen ? WHOLE : THUMBNAIL });
  });
  watcher.observe(figure);
  return figure;
}

// Beside an article: the page on which a passage begins, and those before and after it.
export function turned(article, pages, wanted) {
  const place = make("div", { "aria-live": "polite" });
  const turn = (page, text) => make("button", { type: "button", class: "plain", onclick: () => show({ ...wanted, page }) }, text);
  const tools = make("p", { class: "turn" });
  const figure = make("figure", { class: "leaf" }, place, tools);
  async function show(asked) {
    const found = await fill(place, article, { ...asked, width: WHOLE });
    if (!found) {
      figure.closest(".leafed")?.classList.remove("leafed"); // the text has all the room
      return;
    }
    tools.replaceChildren(
      found.page > 1 ? turn(found.page - 1, `← Page ${found.page - 1}`) : make("span"),
      make("span", {}, `Page ${found.page} of ${pages}`),
      found.page < pages ? turn(found.page + 1, `Page ${found.page + 1} →`) : make("span"));
  }
  show(wanted);
  return figure;
}
