// The service: what it is asked, and what it answers.

export const TOKEN = "seedsearch-token";

const MOST_KEPT = 60;
const answers = new Map(); // address -> what was answered, for the back button
let running = null;

export class Problem extends Error {
  constructor(status, title, detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

// Begin a view: what is asked for the last one is not waited for any more.
export function begin() {
  running?.abort();
  running = new AbortController();
  return running;
}

export const isCurrent = (one) => one === running;

export const forget = () => answers.clear();

const pairs = (parameters) => Object.entries(parameters).flatMap(([name, value]) =>
  [value].flat().filter((one) => one !== "" && one !== null && one !== undefined).map((one) => [name, one]));

export function addressOf(path, parameters) {
  const given = pairs(parameters);
  return `v1/${path}${given.length ? `?${new URLSearchParams(given)}` : ""}`;
}

export const pathOf = (id) => id.split("/").map(encodeURIComponent).join("/");

export async function ask(path, parameters, { fresh = false, signal = running?.signal } = {}) {
  const address = addressOf(path, parameters);
  if (!fresh && answers.has(address)) return answers.get(address);
  const response = await fetched(address, signal);
  const body = await response.json().catch((error) => {
    if (error.name === "AbortError") throw error; // left while it came in: nothing to keep
    if (response.ok) throw new Problem(0, "The answer broke off", "Try again.");
    return {};
  });
  if (!response.ok) throw refused(response, body);
  answers.set(address, body);
  if (answers.size > MOST_KEPT) answers.delete(answers.keys().next().value);
  return body;
}

export async function fetched(address, signal = running?.signal) {
  const token = sessionStorage.getItem(TOKEN);
  try {
    return await fetch(address, { headers: token ? { Authorization: `Bearer ${token}` } : {}, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, "The service cannot be reached", "Check that it runs and that you are connected, then try again.");
  }
}

export const refused = (response, body) => new Problem(
  response.status, body.title ?? "The service failed", body.detail ?? `It answered with status ${response.status}.`);

// What is extra may fail: the rest is there all the same.
export async function extra(asked) {
  return asked.catch((error) => {
    if (error instanceof Problem || error.name === "AbortError") return null;
    throw error;
  });
}
