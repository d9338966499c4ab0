// The answer file: a round as JSON text that people save, send and open again (schemas/answers.schema.json).

import { LONGEST_TEXT, laterAnswer } from "./answers.js";

/** @typedef {import("./answers.js").State} State */

const FORMAT = "coproduction-answers";
const VERSION = 1;
const MOST = 2000;
const MOST_IN_ALL = 10_000;

/** In bytes. Larger files are not opened: look at the size before reading one, and when saving. */
export const LARGEST_FILE = 2_000_000;

/** How many lists and objects may be open at once: ours need five. A parser takes long over very many. */
const DEEPEST = 20;
/** How many there may be in all: ours have about 20,000 at most. */
const MOST_LISTS_AND_OBJECTS = 100_000;

const TEXT = /^/;
const ID = /^(?=.{0,60}$)([a-z][a-z0-9]*(-[a-z0-9]+)*)?$/;
const RANDOM_ID = /^(?=.{0,60}$)([a-z0-9]+(-[a-z0-9]+)*)?$/;
// Times are compared as texts, so they must be written as toISOString does.
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)?$/;

// What stands where, in this order.
const FILE = {
  saved: TIME,
  checklist: { id: ID, version: TEXT, title: TEXT },
  round: { id: RANDOM_ID, name: TEXT, standpoint: ID, promised: ID, experienced: ID, created: TIME, changed: TIME },
  answers: {
    "*": { question: TEXT, level: ID, note: TEXT, wording: TEXT, changed: TIME, earlier: [{ note: TEXT, changed: TIME }] },
  },
  actions: [{
    id: RANDOM_ID, check: ID, what: TEXT, who: TEXT, by: TEXT, happened: /^(yes|partly|no)?$/, confirmed: TEXT, changed: TIME,
  }],
};

/**
 * @param {State} state
 * @param {{ title: string, questions: Map<string, string> }} checklist the questions as they were answered, by check id
 * @param {Date} now
 */
export function toFile({ round, answers, actions }, { title, questions }, now) {
  const asked = [...answers].map(([check, answer]) => [check, { ...answer, question: questions.get(check) }]);
  const file = shaped(FILE, {
    saved: now.toISOString(),
    checklist: { id: round.checklist, version: round.version, title },
    round,
    answers: Object.fromEntries(asked.sort()),
    actions: [...actions.values()],
  });
  return JSON.stringify({ format: FORMAT, version: VERSION, ...file }, null, 2) + "\n";
}

/**
 * With the date where the person is.
 * @param {string} checklist
 * @param {Date} now
 */
export function fileName(checklist, now) {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return `${checklist}-${local.toISOString().slice(0, 10)}.json`;
}

/**
 * What a stranger's file holds, in fresh objects. Never throws; unknown checks stay; `aside` names what does not fit.
 * @param {string} text
 */
export function fromFile(text) {
  const refuse = (reason = "") => ({ ok: /** @type {const} */ (false), reason });
  if (text.length > LARGEST_FILE) return refuse("too-large");
  // Engines word their errors differently, so what is wrong is found here.
  const { deepest, open, all } = nesting(text);
  const broken = text.includes(FORMAT) ? "damaged" : "not-json";
  if (deepest > DEEPEST) return refuse(broken);
  if (all > MOST_LISTS_AND_OBJECTS) return refuse("too-large");
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return refuse(open > 0 || !text.trim() ? "truncated" : broken);
  }
  if (file?.format !== FORMAT) return refuse("other-program");
  const { format, version, ...rest } = file;
  if (Number.isInteger(version) && version > VERSION) return refuse("newer-version");

  /** @type {Reading} */
  const reading = { aside: [], room: MOST_IN_ALL };
  const { saved, checklist, round, answers, actions } = shaped(FILE, rest, reading);
  const { id, version: edition } = checklist;
  if (version !== VERSION || !id) return refuse("damaged");
  /** @type {State} */
  const state = { round: { ...round, checklist: id, version: edition }, answers: new Map(), actions: new Map() };
  /** @type {Map<string, string>} */
  const questions = new Map();
  for (const [check, { question, ...answer }] of Object.entries(answers)) {
    if (check && ID.test(check)) {
      state.answers.set(check, answer);
      if (question) questions.set(check, question);
    } else leave(reading, `.answers.${check}`);
  }
  for (const action of actions) {
    if (action.id && !state.actions.has(action.id)) state.actions.set(action.id, action);
    else leave(reading, `.actions.${action.id}`);
  }
  return { ok: /** @type {const} */ (true), state, questions, checklist, saved, aside: reading.aside };
}

/** How many lists and objects a text has: open at once, open at its end, and in all. @param {string} text */
function nesting(text) {
  let open = 0;
  let deepest = 0;
  let all = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (letter === '"') quoted = !quoted;
    else if (letter === "\\" && quoted) at += 1;
    else if ((letter === "{" || letter === "[") && !quoted) {
      all += 1;
      deepest = Math.max(deepest, (open += 1));
    } else if ((letter === "}" || letter === "]") && !quoted) open -= 1;
  }
  return { open, deepest, all };
}

/**
 * Two rounds of one checklist, check by check. An answer that was cleared is as good as none.
 * @param {State} mine
 * @param {State} theirs
 */
export function compare(mine, theirs) {
  return [...new Map([...mine.answers, ...theirs.answers]).keys()].map((check) => {
    const [one, other] = [mine, theirs].map(({ answers }) => answers.get(check));
    const same = [one?.level, one?.note].join() === [other?.level, other?.note].join();
    return { check, mine: one, theirs: other, kind: same ? "same" : !other ? "only-mine" : !one ? "only-theirs" : "differs" };
  });
}

/**
 * Of each answer and action the later wins; no note is lost. My round keeps what it says, and theirs fills its gaps.
 * @param {State} mine
 * @param {State} theirs
 * @returns {State}
 */
export function merge({ round, ...mine }, theirs) {
  const [answers, actions] = [new Map(mine.answers), new Map(mine.actions)];
  for (const [check, answer] of theirs.answers) answers.set(check, laterAnswer(answers.get(check) ?? answer, answer));
  for (const [id, action] of theirs.actions) {
    if ((actions.get(id) ?? action).changed <= action.changed) actions.set(id, action);
  }
  const { version, changed } = round.changed < theirs.round.changed ? theirs.round : round;
  const said = Object.fromEntries(Object.entries(round).filter(([, text]) => text));
  return { round: { ...theirs.round, ...said, name: round.name, version, changed }, answers, actions };
}

const isRecord = (/** @type {unknown} */ value) => value instanceof Object && !Array.isArray(value);

/** @typedef {{ aside: { where: string, why: string }[], room: number }} Reading */

function leave(/** @type {Reading} */ { aside }, where = "", why = "unreadable") {
  if (aside.length < MOST) aside.push({ where: where.slice(1, 100), why });
}

/**
 * A fresh copy in that shape: what does not fit is left out, or becomes "".
 * @param {any} shape
 * @param {any} value
 * @param {Reading} reading
 * @returns {any}
 */
function shaped(shape, value, reading = { aside: [], room: Infinity }, where = "") {
  if (shape instanceof RegExp) {
    const text = value ?? "";
    const fits = typeof text === "string" && shape.test(text) && (shape !== TIME || !text || Date.parse(text));
    const clean = fits ? text.replace(/[^\P{Cc}\n\t]/gu, "") : "";
    if (!fits) leave(reading, where);
    if (clean.length > LONGEST_TEXT) leave(reading, where, "too-long");
    return clean.slice(0, LONGEST_TEXT);
  }
  const list = Array.isArray(shape);
  const each = shape["*"] ?? shape[0];
  const given = (list ? Array.isArray : isRecord)(value) ? value : list ? [] : {};
  if (given !== (value ?? given)) leave(reading, where);
  const all = Object.keys(list ? given.slice(0, MOST + 1) : given);
  const keys = all.slice(0, each ? Math.min(MOST, reading.room) : MOST);
  if (keys.length < all.length) leave(reading, where, "too-many");
  if (each) reading.room -= keys.length;
  const known = keys.filter((key) => (each ? isRecord(given[key]) : Object.hasOwn(shape, key)) || leave(reading, `${where}.${key}`));
  const copy = Object.fromEntries((each ? known : Object.keys(shape)).map(
    (key) => [key, shaped(each ?? shape[key], given[key], reading, `${where}.${key}`)]));
  return list ? Object.values(copy) : copy;
}
