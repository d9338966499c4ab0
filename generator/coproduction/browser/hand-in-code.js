// Answers as a short code to say, write or text: see docs/hand-in-code.md.

import { BESIDE_THE_SCALE } from "./answers.js";

/** @typedef {{ checklist: string, version: string, standpoints: string[], checks: { id: string, levels: string[] }[] }} Shape */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LONGEST = 200;
// BIP-173's generator, times 1, 2, 4, 8, 16.
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** @type {(rest: number, letter: string) => number} */
const divide = (rest, letter) => GENERATOR.reduce(
  (sum, term, bit) => sum ^ ((rest >> (25 + bit)) & 1 && term),
  ((rest & 0x1ffffff) << 5) ^ ALPHABET.indexOf(letter),
);

/** @type {(letters: string) => number} */
const fault = (letters) => [...letters].reduce(divide, 1) ^ 0x2bc830a3;

/** @type {(number: number | bigint, length: number) => string} */
const spell = (number, length) =>
  number.toString(32).padStart(length, "0").replace(/./g, (digit) => ALPHABET[parseInt(digit, 32)]);

/** @type {(text: string, length: number) => string} */
const fingerprint = (text, length) => {
  const hash = new TextEncoder().encode(text).reduce((sum, byte) => Math.imul(sum ^ byte, 0x01000193), 0x811c9dc5);
  return spell(((hash >>> (5 * length)) ^ hash) & (32 ** length - 1), length);
};

/** @param {Shape} shape */
const plan = ({ checklist, version, standpoints, checks }) => {
  const text = [checklist, version, standpoints, ...checks.map(({ id, levels }) => [id, ...levels])].join("\n");
  const choices = [["", "not-said", ...standpoints], ...checks.map(({ levels }) => ["", ...levels, ...BESIDE_THE_SCALE])];
  const ways = choices.reduce((product, { length }) => product * BigInt(length), 1n);
  const name = "1" + fingerprint(checklist, 3);
  return { checklist, version, name, header: name + fingerprint(text, 4), choices, length: (ways - 1n).toString(32).length };
};

/** @type {(shape: Shape, standpoint: string, levels: Map<string, string>) => string} */
export const encode = (shape, standpoint, levels) => {
  const { header, choices, length } = plan(shape);
  const chosen = [standpoint, ...shape.checks.map(({ id }) => levels.get(id) ?? "")];
  const value = choices.reduceRight((sum, among, index) => {
    const place = among.indexOf(chosen[index]);
    if (place < 0) throw new RangeError("unknown-choice");
    return sum * BigInt(among.length) + BigInt(place);
  }, 0n);
  const data = header + spell(value, length);
  const code = (data + spell(fault(data + "000000"), 6)).replace(/.{4}(?=.)/g, "$&-");
  if (code.length > LONGEST) throw new RangeError("too-many-checks");
  return code;
};

/**
 * Other shapes only help to say what is wrong.
 * @type {(text: unknown, shape: Shape, otherShapes?: Shape[]) =>
 *   { ok: true, standpoint: string, levels: Map<string, string> } | { ok: false, reason: string, [data: string]: unknown }}
 */
export const decode = (text, shape, otherShapes = []) => {
  if (typeof text !== "string" || text.length > LONGEST) return { ok: false, reason: "not-a-code" };
  // O, I, L and U are never written, so there is no doubt.
  const letters = text.replace(/[\s\u2010-\u2015-]/g, "").replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replace(/O/g, "0").replace(/[IL]/g, "1").replace(/U/g, "V");
  const strange = letters.search(/[^0-9A-Z]/);
  if (strange >= 0) {
    const [character] = letters.slice(strange);
    return { ok: false, reason: "unknown-character", character, position: strange + 1 };
  }
  if (!letters) return { ok: false, reason: "empty" };

  const plans = [shape, ...otherShapes].map(plan);
  const [own] = plans;
  const named = plans.find(({ header }) => letters.startsWith(header));
  const by = letters.length - 14 - (named ?? own).length;
  const found = fault(letters);
  if (by && (found || named)) {
    return { ok: false, reason: by < 0 ? "too-short" : "too-long", by: Math.abs(by) };
  }
  if (found) {
    let position = 0;
    // 1023 steps go round: back to the wrong letter, or pair.
    for (let at = letters.length - 1023, rest = found; at <= letters.length; at += 1, rest = divide(rest, "0")) {
      if (at > 0 && rest < 1024) position ||= at;
    }
    return { ok: false, reason: "wrong-checksum", position };
  }
  if (letters[0] !== "1") return { ok: false, reason: "other-format" };
  if (!letters.startsWith(own.name)) {
    const checklist = plans.find(({ name }) => letters.startsWith(name))?.checklist ?? "";
    return { ok: false, reason: "other-checklist", checklist };
  }
  if (named !== own) return { ok: false, reason: "other-version", version: named?.version ?? "" };

  let value = [...letters.slice(8, -6)].reduce((sum, letter) => sum * 32n + BigInt(ALPHABET.indexOf(letter)), 0n);
  const [standpoint, ...chosen] = own.choices.map((among) => {
    const place = Number(value % BigInt(among.length));
    value /= BigInt(among.length);
    return among[place];
  });
  if (value) return { ok: false, reason: "not-a-code" };
  const levels = new Map();
  shape.checks.forEach(({ id }, index) => chosen[index] && levels.set(id, chosen[index]));
  return { ok: true, standpoint, levels };
};
