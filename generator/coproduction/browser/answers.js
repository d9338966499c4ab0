// What a person has answered, as plain values: their shapes, and how they come into being.

/**
 * One person's answer to one check.
 * @typedef {object} Answer
 * @property {string} level a level of the check's scale, "dont-know", "not-for-me", or "" where only a note is there
 * @property {string} note
 * @property {string} wording the fingerprint of the question as it stood when it was answered; "" if not known
 * @property {string} changed when it was last changed: ISO 8601, UTC
 * @property {EarlierNote[]} earlier notes that gave way to a later one, the latest first; never dropped silently
 *
 * @typedef {object} EarlierNote
 * @property {string} note
 * @property {string} changed
 *
 * What was agreed: what, who on the organisation's side, by when, and whether residents confirm that it happened.
 * @typedef {object} Action
 * @property {string} id
 * @property {string} check the check it came from, or ""
 * @property {string} what
 * @property {string} who
 * @property {string} by by when, in the person's own words or as a date
 * @property {"" | "yes" | "partly" | "no"} happened
 * @property {string} confirmed who confirms it
 * @property {string} changed
 *
 * One time of answering one checklist.
 * @typedef {object} Round
 * @property {string} id
 * @property {string} checklist the checklist's id
 * @property {string} version the checklist's version when it was last answered
 * @property {string} name what the person calls it; may be ""
 * @property {string} standpoint a standpoint's id, "not-said", or "" while not chosen
 * @property {string} promised the level of involvement that is promised; "" while not chosen
 * @property {string} experienced what it is like in practice; "" while not chosen
 * @property {string} created
 * @property {string} changed
 *
 * A round with everything in it.
 * @typedef {object} State
 * @property {Round} round
 * @property {Map<string, Answer>} answers by check id
 * @property {Map<string, Action>} actions by action id
 */

/** The answers that stand beside every scale. */
export const BESIDE_THE_SCALE = ["dont-know", "not-for-me"];

/** The longest note, name or action that is kept, in characters: far more than anyone writes, little enough to hold. */
export const LONGEST_TEXT = 20_000;

/**
 * A round that nobody has answered yet.
 * @param {string} checklist
 * @param {string} version
 * @param {string} name
 * @param {Date} now
 * @returns {State}
 */
export function newState(checklist, version, name, now) {
  const time = now.toISOString();
  const round = {
    id: crypto.getRandomValues(new Uint32Array(2)).join("-"),
    checklist, version, name, standpoint: "", promised: "", experienced: "", created: time, changed: time,
  };
  return { round, answers: new Map(), actions: new Map() };
}

/**
 * The same answer with another level or note.
 * @param {Answer | undefined} answer
 * @param {Partial<Pick<Answer, "level" | "note" | "wording">>} change
 * @param {Date} now
 * @returns {Answer}
 */
export function changedAnswer(answer, change, now) {
  const before = answer ?? { level: "", note: "", wording: "", changed: "", earlier: [] };
  return { ...before, ...change, changed: now.toISOString() };
}

/**
 * Two answers to the same check become one: the later one wins, and the other's note is not lost.
 * @param {Answer} one
 * @param {Answer} other
 * @returns {Answer}
 */
export function laterAnswer(one, other) {
  const [later, sooner] = one.changed >= other.changed ? [one, other] : [other, one];
  const kept = [...later.earlier, { note: sooner.note, changed: sooner.changed }, ...sooner.earlier];
  const seen = new Set([later.note, ""]);
  const earlier = kept.filter(({ note }) => !seen.has(note) && seen.add(note));
  return { ...later, earlier };
}
