// What a person's answers say, grouped by principle, and the actions that come of them. No score.

import { BESIDE_THE_SCALE } from "./answers.js";

/** @typedef {import("./checklist-form.js").ChecklistForm} ChecklistForm */
/** @typedef {import("./answers.js").Action} Action */

/** More actions than a handful are agreed and then forgotten; a person may still add their own. */
const HANDFUL = 5;

/** The levels of involvement from the least say to the most (IAP2 Spectrum of Public Participation, in our words). */
const INVOLVEMENT = ["inform", "consult", "involve", "collaborate", "delegate"];

/**
 * Show what the answers say, and the actions.
 * @param {ChecklistForm} form
 */
export function showResults(form) {
  const principles = new Map();
  const suggested = lowest(form);
  for (const [check, fieldset] of form.checks) {
    const level = form.state.answers.get(check)?.level ?? "";
    if (!level) continue;
    const principle = fieldset.dataset.principle ?? "";
    if (!principles.has(principle)) principles.set(principle, new Map());
    const kinds = principles.get(principle);
    const kind = kindOf(fieldset, level);
    kinds.set(kind, [...(kinds.get(kind) ?? []), entry(form, check, fieldset, kind, level, suggested)]);
  }
  const parts = [];
  for (const [principle, kinds] of principles) {
    const section = element("section", element("h3", principle));
    for (const kind of ["inPlace", "notYet", "notKnown", "notMine"]) {
      if (kinds.has(kind)) section.append(element("h4", form.text(kind)), element("ul", ...kinds.get(kind)));
    }
    parts.push(section);
  }
  parts.push(...involvement(form), ...earlier(form));
  form.find("[data-results]").replaceChildren(...(parts.length ? parts : [element("p", form.text("nothingYet"))]));
  showActions(form);
}

/**
 * A button that adds or removes an action was pressed.
 * @param {ChecklistForm} form
 * @param {HTMLElement} button
 */
export function press(form, button) {
  if (button.dataset.do === "remove-action") {
    const item = /** @type {HTMLElement} */ (button.closest("[data-action]"));
    form.removeAction(item.dataset.action ?? "");
    item.remove();
    form.find("#actions").focus();
    return;
  }
  const check = button.dataset.for ?? button.closest("fieldset")?.name ?? "";
  if (check && [...form.state.actions.values()].some((action) => action.check === check)) return form.say(form.text("actionThere"));
  const advice = form.checks.get(check)?.querySelector("[data-if-low]")?.textContent?.trim() ?? "";
  /** @type {Action} */
  const action = {
    id: `action-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`,
    check, what: advice, who: "", by: "", happened: "", confirmed: "", changed: new Date().toISOString(),
  };
  form.act(action);
  showActions(form);
  if (check) form.say(form.text("actionAdded"));
  else form.find(`[data-action="${action.id}"] textarea`).focus();
}

/**
 * In which group an answer belongs: the upper half of its scale is in place, the rest is not yet there.
 * @param {HTMLElement} fieldset
 * @param {string} level
 */
function kindOf(fieldset, level) {
  if (level === "dont-know") return "notKnown";
  if (level === "not-for-me") return "notMine";
  const levels = levelsOf(fieldset);
  return levels.indexOf(level) >= levels.length / 2 ? "inPlace" : "notYet";
}

/** @param {HTMLElement} fieldset */
function levelsOf(fieldset) {
  return [...fieldset.querySelectorAll("input")].map((input) => input.value).filter((value) => !BESIDE_THE_SCALE.includes(value));
}

/** The checks for which an action is suggested: the lowest answers first, a handful at most. @param {ChecklistForm} form */
function lowest(form) {
  const low = [];
  for (const [check, fieldset] of form.checks) {
    const level = form.state.answers.get(check)?.level ?? "";
    if (level && kindOf(fieldset, level) === "notYet") low.push({ check, rank: levelsOf(fieldset).indexOf(level) });
  }
  low.sort((one, other) => one.rank - other.rank);
  return new Set(low.slice(0, HANDFUL).map(({ check }) => check));
}

/**
 * @param {ChecklistForm} form
 * @param {string} check
 * @param {HTMLElement} fieldset
 * @param {string} kind
 * @param {string} level
 * @param {Set<string>} suggested
 */
function entry(form, check, fieldset, kind, level, suggested) {
  const link = element("a", fieldset.querySelector("[data-question]")?.textContent ?? "");
  link.setAttribute("href", `#${fieldset.id}`);
  const item = element("li", link, element("p", form.text("yourAnswer", { answer: form.label(check, level) })));
  const note = form.state.answers.get(check)?.note;
  if (note) item.append(element("p", form.text("yourNote", { note })));
  if (kind === "notYet") {
    item.append(...told(fieldset, "[data-if-low]", form.text("whatToDo")), ...told(fieldset, "[data-moments]", form.text("otherwise")));
    if (suggested.has(check)) item.append(actionButton(form, check));
  } else if (kind === "notKnown") {
    item.append(...told(fieldset, "[data-who-says-so]", form.text("whoMightKnow")));
  }
  return item;
}

/** What the page says of a check, under a heading. @param {HTMLElement} fieldset @param {string} where @param {string} title */
function told(fieldset, where, title) {
  const found = fieldset.querySelector(where);
  if (!found) return [];
  const label = element("p", title);
  label.className = "cp-label";
  return [label, ...[...found.childNodes].map((node) => node.cloneNode(true))];
}

/** @param {ChecklistForm} form @param {string} check */
function actionButton(form, check) {
  const button = element("button", form.text("makeAction"));
  button.className = "cp-button cp-screen-only";
  button.setAttribute("type", "button");
  Object.assign(button.dataset, { do: "add-action", for: check });
  return button;
}

/** What is promised beside what it is like. @param {ChecklistForm} form */
function involvement(form) {
  const { promised, experienced } = form.state.round;
  if (!promised && !experienced) return [];
  const named = (/** @type {string} */ level) => form.text(level ? `level_${level}` : "notAnswered");
  const section = element(
    "section", element("h3", form.text("involvementTitle")),
    element("p", form.text("promised", { level: named(promised) })),
    element("p", form.text("experienced", { level: named(experienced) })),
  );
  const [said, lived] = [INVOLVEMENT.indexOf(promised), INVOLVEMENT.indexOf(experienced)];
  if (lived >= 0) {
    if (said >= 0) section.append(element("p", form.text(lived < said ? "less" : lived > said ? "more" : "same")));
    const conclusion = element("p", form.text(`call_${experienced}`));
    conclusion.className = "cp-label";
    section.append(conclusion);
  }
  return [section];
}

/** Answers to questions that this checklist no longer asks. @param {ChecklistForm} form */
function earlier(form) {
  const carried = new Set([...form.checks.values()].flatMap((fieldset) => (fieldset.dataset.replaces ?? "").split(" ")));
  const items = [...form.state.answers]
    .filter(([check, answer]) => !form.checks.has(check) && !carried.has(check) && (answer.level || answer.note))
    .map(([check, { wording, level, note }]) => element("li", form.text("earlierAnswer", { question: wording || check, level, note })));
  return items.length ? [element("section", element("h3", form.text("earlierAnswers")), element("ul", ...items))] : [];
}

/** @param {ChecklistForm} form */
function showActions(form) {
  const list = form.find("[data-actions]");
  const shown = new Map([...list.children].map((item) => [/** @type {HTMLElement} */ (item).dataset.action ?? "", item]));
  const pattern = /** @type {HTMLTemplateElement} */ (form.find("template[data-action-fields]")).content.firstElementChild;
  for (const action of form.state.actions.values()) {
    let item = shown.get(action.id);
    shown.delete(action.id);
    if (!item) {
      item = /** @type {HTMLElement} */ (/** @type {Element} */ (pattern).cloneNode(true));
      /** @type {HTMLElement} */ (item).dataset.action = action.id;
      list.append(item);
    }
    for (const field of item.querySelectorAll("textarea, input, select")) {
      const input = /** @type {HTMLInputElement} */ (field);
      // What somebody is typing just now stays as it is.
      if (input !== document.activeElement) input.value = action[/** @type {"what"} */ (input.name)];
    }
  }
  for (const item of shown.values()) item.remove();
}

/**
 * @param {string} name
 * @param {...(Node | string)} content
 * @returns {HTMLElement}
 */
function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}
