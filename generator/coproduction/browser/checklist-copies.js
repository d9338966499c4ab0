// Takes answers out of the page and brings them in: rounds, files, codes, paper, and removing everything.

import { newState } from "./answers.js";

/** @typedef {import("./checklist-form.js").ChecklistForm} ChecklistForm */
/** @typedef {import("./answers.js").State} State */

/**
 * A button of the page was pressed.
 * @param {ChecklistForm} form
 * @param {string} what
 */
export async function press(form, what) {
  form.flush();
  await PARTS[what]?.(form);
}

/** @type {Record<string, (form: ChecklistForm) => Promise<unknown>>} What each button leads to, by its `data-do`. */
const PARTS = {
  "rounds": showRounds, "save-copy": saveCopy, "open-copy": openCopy, "print": printAnswers, "csv": saveCsv, "word": saveWord,
  "code": (form) => showCode(form), "delete": removeAll,
};

// --- Rounds -----------------------------------------------------------------------------------------

/** @param {ChecklistForm} form */
async function showRounds(form) {
  const rounds = (await form.store.rounds(form.checklist.id)).sort((one, other) => (one.changed < other.changed ? 1 : -1));
  const list = element("ul");
  for (const round of rounds) {
    const name = round.name || form.text("noName");
    const line = round.id === form.state.round.id ? "roundLineOpen" : "roundLine";
    const item = element("li", element("p", form.text(line, { name, date: readable(form, round.changed) })));
    const buttons = ["open", "copy", "remove"].map((what) => button(form.text(`round_${what}`), `${what} ${round.id}`, `${name}`));
    item.append(element("p", ...buttons));
    /** @type {HTMLElement} */ (item.lastElementChild).className = "cp-buttons";
    list.append(item);
  }
  const body = rounds.length ? list : element("p", form.text("noRounds"));
  const chosen = await ask(form, "roundsTitle", [body], { "new": "round_new", "": "close" });
  const [what, id] = chosen.split(" ");
  if (what === "new") form.startRound("");
  else if (what === "remove") await removeRound(form, id, rounds.find((round) => round.id === id)?.name ?? "");
  else if (id) {
    const state = await form.store.read(id);
    if (!state) return;
    if (what === "open") form.show(state);
    else await form.adopt(copied(form, state, form.text("copyOf", { name: state.round.name || form.text("noName") })));
  }
}

/** @param {ChecklistForm} form @param {string} id @param {string} name */
async function removeRound(form, id, name) {
  const line = element("p", form.text("removeRoundSure", { name: name || form.text("noName") }));
  if ((await ask(form, "removeRoundTitle", [line], { "remove": "round_remove", "": "cancel" })) !== "remove") return;
  await form.store.removeRound(id);
  if (form.state.round.id === id) form.startRound("");
}

/** The same answers in a round of their own. @param {ChecklistForm} form @param {State} state @param {string} name */
function copied(form, state, name) {
  const fresh = newState(form.checklist.id, form.checklist.version, name, new Date());
  const { id, created } = fresh.round;
  return { round: { ...state.round, id, created, name }, answers: new Map(state.answers), actions: new Map(state.actions) };
}

// --- Files --------------------------------------------------------------------------------------------

/** @param {ChecklistForm} form */
async function saveCopy(form) {
  const { fileName, toFile } = await import("./answer-file.js");
  const now = new Date();
  download(new Blob([toFile(form.state, { ...form.checklist, questions: questions(form) }, now)], { type: "application/json" }), fileName(form.checklist.id, now));
}

/** The text of each question as it was answered. @param {ChecklistForm} form */
function questions(form) {
  return new Map([...form.state.answers].map(([check, { wording }]) => [check, wording]));
}

/** @param {ChecklistForm} form */
async function openCopy(form) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  await new Promise((resolve) => {
    input.addEventListener("change", resolve, { once: true });
    input.addEventListener("cancel", resolve, { once: true });
    input.click();
  });
  const [file] = input.files ?? [];
  if (file) await openFile(form, file);
}

/**
 * Show what is in a file, and do with it what the person says.
 * @param {ChecklistForm} form
 * @param {File} file
 */
export async function openFile(form, file) {
  const { LARGEST_FILE, compare, fromFile, merge } = await import("./answer-file.js");
  const opened = file.size > LARGEST_FILE ? { ok: false, reason: "too-large" } : fromFile(await file.text());
  if (!("state" in opened)) return tell(form, "openFailed", form.text(`file_${opened.reason}`));
  const { state, checklist, aside } = opened;
  if (checklist.id !== form.checklist.id) {
    const said = element("p", form.text("file_other-checklist", { title: checklist.title || checklist.id }));
    const other = (await checklistsOfThisSite()).find((one) => one.checklist === checklist.id);
    return ask(form, "openFailed", [said, ...linkTo(form, other)], { "": "close" });
  }
  const differing = compare(form.state, state).filter(({ kind }) => kind === "differs");
  const body = [
    element("p", form.text("fileHolds", {
      name: state.round.name || form.text("noName"), answers: state.answers.size, actions: state.actions.size,
      date: readable(form, state.round.changed),
    })),
  ];
  const [mine, theirs] = [form.state.round.standpoint, state.round.standpoint];
  if (mine && theirs && mine !== theirs) body.push(element("p", form.text("standpointsDiffer")));
  if (aside.length) body.push(element("p", form.text("fileAside", { count: aside.length })));
  if (differing.length) {
    const lines = differing.map(({ check, mine, theirs }) =>
      element("li", form.text("fileDiffers", {
        question: form.checks.get(check)?.querySelector("[data-question]")?.textContent ?? check,
        mine: spoken(form, check, mine), theirs: spoken(form, check, theirs),
      })));
    body.push(element("p", form.text("fileDifferences")), element("ul", ...lines));
  }
  const chosen = await ask(form, "openTitle", body, { "round": "openAsRound", "merge": "openAndMerge", "": "cancel" });
  if (chosen === "round") await form.adopt(copied(form, state, state.round.name));
  else if (chosen === "merge") await form.adopt(merge(form.state, state));
}

/** @param {ChecklistForm} form @param {string} check @param {import("./answers.js").Answer | undefined} answer */
function spoken(form, check, answer) {
  const level = answer?.level ? form.label(check, answer.level) : form.text("notAnswered");
  return answer?.note ? form.text("answerWithNote", { answer: level, note: answer.note }) : level;
}

/** @param {ChecklistForm} form */
async function printAnswers(form) {
  // What the answers say is on the paper too, also for somebody who has not looked at it yet.
  (await import("./checklist-results.js")).showResults(form);
  print();
}

/** What a person answered, question by question, for programs that show tables. @param {ChecklistForm} form */
function answerRows(form) {
  return [...form.checks].map(([check, fieldset]) => {
    const answer = form.state.answers.get(check);
    return [
      fieldset.dataset.principle ?? "", fieldset.querySelector("[data-question]")?.textContent ?? "",
      answer?.level ? form.label(check, answer.level) : "", answer?.note ?? "",
    ];
  });
}

/** @param {ChecklistForm} form */
function actionRows(form) {
  return [...form.state.actions.values()].map(({ what, who, by, happened, confirmed }) =>
    [what, who, by, form.text(`happened_${happened || "open"}`), confirmed]);
}

/** @param {ChecklistForm} form @param {"answerColumns" | "actionColumns"} name */
const columns = (form, name) => form.text(name).split(" | ");

/** @param {ChecklistForm} form */
async function saveCsv(form) {
  const [{ csv }, { fileName }] = await Promise.all([import("./csv.js"), import("./answer-file.js")]);
  const rows = [columns(form, "answerColumns"), ...answerRows(form), [], columns(form, "actionColumns"), ...actionRows(form)];
  download(new Blob([csv(rows)], { type: "text/csv" }), fileName(form.checklist.id, new Date()).replace(/json$/, "csv"));
}

/** @param {ChecklistForm} form */
async function saveWord(form) {
  const [{ wordFile }, { fileName }] = await Promise.all([import("./word-file.js"), import("./answer-file.js")]);
  const { round } = form.state;
  const level = (/** @type {string} */ name) => form.text(name ? `level_${name}` : "notAnswered");
  const blob = wordFile({
    title: form.checklist.title,
    language: document.documentElement.lang,
    sections: [
      {
        heading: form.text("answersTitle"), level: 1, paragraphs: [round.name, readable(form, round.changed)].filter(Boolean),
        table: { header: columns(form, "answerColumns"), rows: answerRows(form) },
      },
      {
        heading: form.text("involvementTitle"), level: 1,
        paragraphs: [form.text("promised", { level: level(round.promised) }), form.text("experienced", { level: level(round.experienced) })],
      },
      { heading: form.text("actionsTitle"), level: 1, paragraphs: [], table: { header: columns(form, "actionColumns"), rows: actionRows(form) } },
    ],
  });
  download(blob, fileName(form.checklist.id, new Date()).replace(/json$/, "docx"));
}

/** @param {Blob} blob @param {string} name */
function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken the file by then; without this it would stay in memory.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// --- Codes --------------------------------------------------------------------------------------------

/** What a code needs to know of this checklist. @param {ChecklistForm} form */
function shapeOf(form) {
  const values = (/** @type {ParentNode} */ among) => [...among.querySelectorAll("input[type=radio]")].map((one) => /** @type {HTMLInputElement} */ (one).value);
  return {
    checklist: form.checklist.id,
    version: form.checklist.version,
    standpoints: values(/** @type {HTMLElement} */ (form.querySelector(".cp-standpoints"))).filter((value) => value !== "not-said"),
    checks: [...form.checks].map(([id, fieldset]) => ({ id, levels: values(fieldset).slice(0, -2) })),
  };
}

/** @typedef {import("./hand-in-code.js").Shape & { title: string, page: string }} Known a checklist of this site */

/** None if they cannot be had just now. @returns {Promise<Known[]>} */
async function checklistsOfThisSite() {
  try {
    return await (await fetch(new URL("checklists.json", import.meta.url))).json();
  } catch {
    return [];
  }
}

/** @param {ChecklistForm} form @param {Known | undefined} checklist */
function linkTo(form, checklist) {
  if (!checklist) return [];
  const link = element("a", form.text("goToChecklist", { title: checklist.title }));
  link.setAttribute("href", new URL(`../../${checklist.page}`, import.meta.url).href);
  return [element("p", link)];
}

/**
 * @param {ChecklistForm} form
 * @param {string} typed a code that could not be read, to be mended
 * @param {HTMLElement[]} why what is wrong with it
 */
async function showCode(form, typed = "", why = []) {
  const { decode, encode } = await import("./hand-in-code.js");
  const shape = shapeOf(form);
  const levels = new Map([...form.state.answers].map(([check, { level }]) => [check, level]));
  const code = element("output");
  try {
    code.textContent = encode(shape, form.state.round.standpoint, levels);
    code.className = "cp-code";
  } catch (error) {
    code.textContent = form.text(`code_${/** @type {Error} */ (error).message}`);
  }
  const field = document.createElement("input");
  field.autocomplete = "off";
  field.spellcheck = false;
  field.autocapitalize = "characters";
  field.value = typed;
  const label = element("label", element("span", form.text("codeField")), field);
  label.className = "cp-field";
  const problem = element("div", ...why);
  problem.id = "code-problem";
  problem.className = "cp-label";
  if (why.length) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", problem.id);
  }
  const body = [element("p", form.text("codeMeans")), code, element("p", form.text("codeNoNotes")), label, problem];
  const chosen = await ask(form, "codeTitle", body, { "read": "codeRead", "": "close" });
  if (chosen !== "read") return;
  const read = decode(field.value, shape);
  if (!read.ok) return showCode(form, field.value, await whyNot(form, field.value, shape));
  const state = newState(shape.checklist, shape.version, form.text("codeRound"), new Date());
  state.round.standpoint = read.standpoint;
  for (const [check, level] of read.levels) {
    if (level) state.answers.set(check, { level, note: "", wording: "", changed: state.round.created, earlier: [] });
  }
  await form.adopt(state);
}

/**
 * What is wrong with a code, and where it belongs if that can be found out.
 * @param {ChecklistForm} form
 * @param {string} typed
 * @param {import("./hand-in-code.js").Shape} shape
 */
async function whyNot(form, typed, shape) {
  const { decode } = await import("./hand-in-code.js");
  const others = (await checklistsOfThisSite()).filter(({ checklist }) => checklist !== shape.checklist);
  const read = /** @type {Record<string, string>} */ (decode(typed, shape, others));
  const other = others.find(({ checklist }) => checklist === read.checklist);
  const reason = other ? "known-checklist" : read.reason === "wrong-checksum" && read.position ? "wrong-near" : read.reason;
  return [element("p", form.text(`code_${reason}`, { ...read, title: other?.title ?? "" })), ...linkTo(form, other)];
}

// --- Removing -------------------------------------------------------------------------------------------

/** @param {ChecklistForm} form */
async function removeAll(form) {
  const chosen = await ask(form, "deleteTitle", [element("p", form.text("deleteSure"))], { "delete": "deleteYes", "": "cancel" });
  if (chosen !== "delete") return;
  const gone = await form.removeEverything();
  await tell(form, "deleteTitle", form.text(gone ? "deleted" : "deleteFailed"));
}

// --- The dialog -----------------------------------------------------------------------------------------

/**
 * Ask something and wait for the answer: the key of the button pressed, "" when the dialog is left.
 * @param {ChecklistForm} form
 * @param {string} title
 * @param {HTMLElement[]} body
 * @param {Record<string, string>} buttons keys with the names of their texts
 * @returns {Promise<string>}
 */
function ask(form, title, body, buttons) {
  const dialog = /** @type {HTMLDialogElement} */ (form.find("dialog"));
  form.find("#dialog-title").textContent = form.text(title);
  form.find("[data-dialog-body]").replaceChildren(...body);
  form.find("[data-dialog-buttons]").replaceChildren(...Object.entries(buttons).map(([value, name]) => button(form.text(name), value)));
  dialog.returnValue = "";
  dialog.showModal();
  form.find(dialog.querySelector("[aria-invalid]") ? "[aria-invalid]" : "#dialog-title").focus();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

/** @param {ChecklistForm} form @param {string} title @param {string} text */
const tell = (form, title, text) => ask(form, title, [element("p", text)], { "": "close" });

/** @param {string} text @param {string} value @param {string} [about] */
function button(text, value, about) {
  const made = document.createElement("button");
  made.textContent = text;
  made.value = value;
  made.className = "cp-button";
  if (about) made.setAttribute("aria-label", `${text}: ${about}`);
  return made;
}

/** @param {ChecklistForm} form @param {string} time */
function readable(form, time) {
  const date = new Date(time);
  const { lang } = document.documentElement;
  // The page says which language; the browser may know which country's dates the person is used to.
  const locale = navigator.languages.find((one) => one.split("-")[0] === lang) ?? (lang || undefined);
  return Number.isNaN(date.valueOf()) ? "" : date.toLocaleString(locale, { dateStyle: "long", timeStyle: "short" });
}

/** @param {string} name @param {...(Node | string)} content */
function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}
