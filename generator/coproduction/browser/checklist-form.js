// The checklist that a person fills in: keeps each answer at once, and says where it is.

import { changedAnswer, newState } from "./answers.js";
import { isThere, openStore } from "./answer-store.js";

/** @typedef {import("./answers.js").Answer} Answer */
/** @typedef {import("./answers.js").Action} Action */
/** @typedef {import("./answers.js").State} State */

const SITE = new URL("../../", import.meta.url).pathname;
/** Set once a person has said that the device is their own, for browsers that cannot say whether there is a store. */
const OWN_DEVICE = `coproduction:${SITE}:own-device`;
/** Where answers wait that the device was still writing when the page ended, under a key for each page. */
const LAST_WORDS = `coproduction:${SITE}:last-words:`;
/** How long a person may pause while typing before the note is kept, in milliseconds. */
const PAUSE = 250;

/**
 * `<checklist-form>` wraps a complete form and keeps what is filled in. Parts that are not needed at once (results,
 * rounds, copies) are modules of their own, loaded when somebody asks for them; they use the public methods here.
 */
export class ChecklistForm extends HTMLElement {
  /** @type {Map<string, HTMLFieldSetElement>} */
  checks = new Map();
  /** @type {Map<string, HTMLFieldSetElement>} those and the other questions of the page, by the name of their buttons */
  #questions = new Map();
  /** @type {Set<string>} the checks that show an answer */
  #shown = new Set();
  /** @type {State} the round that is open */
  state = newState("", "", "", new Date(0));
  /** @type {Record<string, string>} */
  #texts = {};
  store = /** @type {Awaited<ReturnType<typeof openStore>>} */ (/** @type {unknown} */ (undefined));
  #keeping = 0;
  #failed = false;
  #own = false;
  #said = "";
  // Looked up once: both are spoken to several times at each press, and a long page takes long to search.
  #status = /** @type {HTMLElement} */ (/** @type {unknown} */ (undefined));
  #banner = /** @type {HTMLElement} */ (/** @type {unknown} */ (undefined));
  /** @type {Map<string, Answer>} answers that are being written, by check */
  #writing = new Map();
  /** @type {Map<string, () => void>} what has been typed and is not yet kept, by field */
  #typed = new Map();
  #pause = 0;
  #leave = new AbortController();

  get checklist() {
    return { id: this.dataset.checklist ?? "", version: this.dataset.version ?? "", title: this.dataset.title ?? "" };
  }

  async connectedCallback() {
    this.#texts = JSON.parse(/** @type {HTMLTemplateElement} */ (this.find("template[data-texts]")).content.textContent ?? "{}");
    for (const fieldset of this.querySelectorAll("fieldset")) {
      this.#questions.set(fieldset.name, fieldset);
      if (fieldset.dataset.principle) this.checks.set(fieldset.name, fieldset);
    }
    this.#status = this.find("[data-status]");
    this.#banner = this.find("[data-banner]");
    // The theme's button would cover the question that somebody goes back to.
    this.closest("main")?.querySelector(".md-top")?.remove();
    this.#listen();
    await this.#open(await isOwnDevice());
    this.closest("article")?.querySelector("[data-without-script]")?.remove();
    this.dataset.ready = "";
    this.#watchResults();
    this.dispatchEvent(new CustomEvent("ready"));
  }

  disconnectedCallback() {
    this.flush();
    this.#leave.abort();
    this.store?.close();
  }

  /**
   * The first element that matches, of those beside the questions: there may be hundreds, and searching them takes long.
   * @param {string} selector
   * @returns {HTMLElement}
   */
  find(selector) {
    // Asking the form itself for anything would do that too: its fields are its properties.
    const beside = [...this.children].filter((part) => !(part instanceof HTMLFormElement));
    const found = beside.map((part) => (part.matches(selector) ? part : part.querySelector(selector))).find(Boolean);
    return /** @type {HTMLElement} */ (found);
  }

  /**
   * A text of the interface with its gaps filled.
   * @param {string} name
   * @param {Record<string, string | number>} [values]
   */
  text(name, values = {}) {
    return (this.#texts[name] ?? name).replace(/\{(\w+)\}/g, (_, gap) => String(values[gap] ?? ""));
  }

  // --- What parts of the page ask for ---------------------------------------------------------------

  /**
   * Show a round in place of the one that is open.
   * @param {State} state
   */
  show(state) {
    this.flush();
    this.state = state;
    const { round } = state;
    this.#choose("round.standpoint", round.standpoint);
    this.#choose("round.promised", round.promised);
    this.#choose("round.experienced", round.experienced);
    const name = /** @type {HTMLInputElement} */ (this.find('[name="round.name"]'));
    // What somebody is typing just now stays as it is.
    if (name !== document.activeElement) name.value = round.name;
    if (state.answers.size + this.#shown.size > 0) for (const check of this.checks.keys()) this.#showAnswer(check);
    this.#speakAs(round.standpoint);
    this.#tell();
    this.#changed();
  }

  /** Start a round that nobody has answered. @param {string} name */
  startRound(name) {
    this.show(newState(this.checklist.id, this.checklist.version, name, new Date()));
    // Kept before there is anything in it: answers are kept with the round they belong to.
    this.#keepRound();
  }

  /**
   * Keep one answer and show it.
   * @param {string} check
   * @param {Partial<Pick<Answer, "level" | "note">>} change
   */
  answer(check, change) {
    const wording = this.checks.get(check)?.querySelector("[data-question]")?.textContent ?? "";
    const answer = changedAnswer(this.state.answers.get(check), { ...change, wording }, new Date());
    this.state.answers.set(check, answer);
    this.#shown.add(check);
    const { id } = this.state.round;
    this.#writing.set(check, answer);
    this.#keepInRound(this.store.putAnswer(id, check, answer)).then(() => {
      if (this.#writing.get(check) === answer) this.#writing.delete(check);
    });
    this.#changed();
  }

  /** Keep an action. @param {Action} action */
  act(action) {
    this.state.actions.set(action.id, action);
    const { id } = this.state.round;
    this.#keepInRound(this.store.putAction(id, action));
  }

  /** @param {string} action */
  removeAction(action) {
    this.state.actions.delete(action);
    this.#keep(this.store.removeAction(this.state.round.id, action));
    this.#changed();
  }

  /** Keep a whole round that came from a file, a code or a copy. @param {State} state */
  async adopt(state) {
    this.show(state);
    this.#keepRound();
    for (const [check, answer] of state.answers) this.#keep(this.store.putAnswer(state.round.id, check, answer));
    for (const action of state.actions.values()) this.#keep(this.store.putAction(state.round.id, action));
  }

  /** Keep what has been typed so far, without waiting for a pause. */
  flush() {
    clearTimeout(this.#pause);
    const typed = [...this.#typed.values()];
    this.#typed.clear();
    for (const keep of typed) keep();
  }

  /** Remove everything of ours from this device, and start again with nothing. Resolves to whether all of it is gone. */
  async removeEverything() {
    this.#typed.clear();
    // Where the browser refuses to keep anything, nothing has ever been there.
    const gone = (await this.store.removeEverything()) || this.store.problem === "denied";
    forgetDevice();
    await this.#open(false);
    return gone;
  }

  /** The level's words, as they stand beside its button. @param {string} check @param {string} level */
  label(check, level) {
    // What follows the words themselves is what they mean here.
    const words = this.checks.get(check)?.querySelector(`input[value="${CSS.escape(level)}"] + span`)?.firstChild;
    return words?.textContent?.trim() ?? level;
  }

  // --- Opening and showing --------------------------------------------------------------------------

  /** @param {boolean} own */
  async #open(own) {
    this.#own = own;
    this.#failed = false;
    this.store?.close();
    this.store = await openStore(SITE, { memory: !own });
    this.store.subscribe((change) => this.#follow(change));
    if (own) await this.#takeUpLastWords();
    const [latest] = (await this.store.rounds(this.checklist.id)).sort((a, b) => (a.changed < b.changed ? 1 : -1));
    const state = latest && (await this.store.read(latest.id));
    if (state) this.show(state);
    else this.startRound("");
    this.#choose("device.own", own ? "yes" : "");
  }

  /** @param {string} name @param {string} value */
  #choose(name, value) {
    for (const input of this.#questions.get(name)?.querySelectorAll("input") ?? []) input.checked = input.value === value;
  }

  /** @param {string} check */
  #showAnswer(check) {
    const fieldset = this.checks.get(check);
    if (!fieldset) return;
    const replaced = (fieldset.dataset.replaces ?? "").split(" ").find((id) => id && this.state.answers.has(id));
    const own = this.state.answers.get(check);
    const answer = own ?? (replaced ? this.state.answers.get(replaced) : undefined);
    if (answer) this.#shown.add(check);
    else if (!this.#shown.delete(check)) return;
    this.#choose(check, answer?.level ?? "");
    const note = fieldset.querySelector("textarea");
    if (note && note !== document.activeElement) setText(note, "value", answer?.note ?? "");
    const notices = [];
    if (answer && !own) notices.push(this.text("carriedOver"));
    else if (answer?.wording && !wordings(fieldset).includes(answer.wording)) notices.push(this.text("reworded"));
    for (const { note: earlier } of answer?.earlier ?? []) notices.push(this.text("earlierNote", { note: earlier }));
    showNotice(fieldset, notices.join(" "));
  }

  /** Ask each question as it is asked from this standpoint. @param {string} standpoint */
  #speakAs(standpoint) {
    if (!standpoint && !this.hasAttribute("data-speaking-as")) return;
    for (const fieldset of this.checks.values()) {
      const question = /** @type {HTMLElement} */ (fieldset.querySelector("[data-question]"));
      question.dataset.question ||= question.textContent ?? "";
      const own = standpoint && fieldset.querySelector(`li[data-standpoint="${CSS.escape(standpoint)}"] > span`);
      const text = (own && own.textContent) || question.dataset.question;
      setText(question, "textContent", text);
    }
    this.toggleAttribute("data-speaking-as", Boolean(standpoint));
  }

  // --- Listening ------------------------------------------------------------------------------------

  #listen() {
    const { signal } = this.#leave;
    this.addEventListener("change", (event) => this.#chosen(/** @type {HTMLInputElement} */ (event.target)), { signal });
    this.addEventListener("input", (event) => this.#typing(/** @type {HTMLInputElement} */ (event.target)), { signal });
    this.addEventListener("click", (event) => this.#pressed(/** @type {Element} */ (event.target)), { signal });
    // A phone may end the page without another word; these two are the last that it is sure to say.
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.flush(), { signal });
    addEventListener("pagehide", () => this.#leaveLastWords(), { signal });
    addEventListener("beforeunload", (event) => this.#warn(event), { signal });
  }

  /** @param {BeforeUnloadEvent} event */
  #warn(event) {
    this.flush();
    const { answers, actions } = this.state;
    if ((this.store?.place === "memory" || this.#failed) && answers.size + actions.size > 0) event.preventDefault();
  }

  /** The page may end before the device has written: what is still on its way is left where writing takes no time. */
  #leaveLastWords() {
    this.flush();
    if (this.store?.place !== "device" || this.#writing.size === 0) return;
    const words = { round: this.state.round.id, answers: [...this.#writing] };
    stored((storage) => storage.setItem(`${LAST_WORDS}${crypto.randomUUID()}`, JSON.stringify(words)));
  }

  async #takeUpLastWords() {
    const keys = stored((storage) => Object.keys(storage).filter((key) => key.startsWith(LAST_WORDS))) ?? [];
    for (const key of keys) {
      try {
        const { round, answers } = JSON.parse(stored((storage) => storage.getItem(key)) ?? "");
        await this.store.read(round);
        // The store puts two answers to one check together, so that words it has already are not doubled.
        for (const [check, answer] of answers) await this.store.putAnswer(round, check, changedAnswer(answer, {}, new Date(answer.changed)));
      } catch {
        // Not written by us, or damaged: nothing can be taken from it.
      }
      stored((storage) => storage.removeItem(key));
    }
  }

  /** @param {HTMLInputElement} input */
  #chosen(input) {
    this.#said = "";
    if (input.name === "device.own") this.#settle(input.value === "yes");
    else if (input.type === "radio" && this.checks.has(input.name)) this.answer(input.name, { level: input.value });
    else if (input.type === "radio") this.#changeRound({ [input.name.replace("round.", "")]: input.value });
    else this.flush();
  }

  /** @param {HTMLInputElement} input */
  #typing(input) {
    this.#said = "";
    const check = input.name.endsWith(".note") ? input.name.slice(0, -5) : "";
    const action = /** @type {HTMLElement | null} */ (input.closest("[data-action]"))?.dataset.action ?? "";
    if (action) this.#typed.set(`${action} ${input.name}`, () => this.#changeAction(action, input));
    else if (check) this.#typed.set(input.name, () => this.answer(check, { note: input.value }));
    else if (input.name === "round.name") this.#typed.set(input.name, () => this.#changeRound({ name: input.value.trim() }));
    else return;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.flush(), PAUSE);
  }

  /** @param {string} id @param {HTMLInputElement} input */
  #changeAction(id, input) {
    const action = this.state.actions.get(id);
    if (action) this.act({ ...action, [input.name]: input.value, changed: new Date().toISOString() });
  }

  /** @param {Element} target */
  async #pressed(target) {
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-do]"));
    if (!button) return;
    this.#said = "";
    const what = button.dataset.do ?? "";
    if (what === "clear") this.#clear(button.closest("fieldset")?.name ?? "");
    else if (what.endsWith("-action")) (await import("./checklist-results.js")).press(this, button);
    else (await import("./checklist-copies.js")).press(this, what);
  }

  /** @param {string} check */
  #clear(check) {
    this.#choose(check, "");
    this.answer(check, { level: "" });
    this.checks.get(check)?.querySelector("input")?.focus();
  }

  /** @param {{ [name: string]: string }} change */
  #changeRound(change) {
    Object.assign(this.state.round, change);
    if ("standpoint" in change) this.#speakAs(change.standpoint);
    this.#keepRound();
    this.#changed();
  }

  // --- Keeping --------------------------------------------------------------------------------------

  /** The person has said whose device it is. @param {boolean} own */
  async #settle(own) {
    this.#own = own;
    if (!own) {
      this.#failed = false;
      const gone = (await this.store.moveToMemory()) || this.store.problem === "denied";
      forgetDevice();
      if (!gone) this.#said = this.text("deleteFailed");
    } else {
      stored((storage) => storage.setItem(OWN_DEVICE, "yes"));
      this.#failed = !(await this.store.moveToDevice());
    }
    this.#tell();
  }

  #keepRound() {
    this.#keep(this.#putRound());
  }

  #putRound() {
    this.state.round = { ...this.state.round, version: this.checklist.version, changed: new Date().toISOString() };
    return this.store.putRound(this.state.round);
  }

  /**
   * When the page is ending there is time for one write: that of the answer. The round's own row follows, with nothing
   * new in it but the time, so that nobody is told to wait for it.
   * @param {Promise<boolean>} writing
   */
  async #keepInRound(writing) {
    await this.#keep(writing);
    this.#kept(await this.#putRound());
  }

  /** @param {Promise<boolean>} writing what resolves to whether it is kept */
  async #keep(writing) {
    this.#keeping += 1;
    this.#tell();
    const kept = await writing;
    this.#keeping -= 1;
    this.#kept(kept);
  }

  /** @param {boolean} kept */
  #kept(kept) {
    // On a shared device nothing should be kept: that is no failure. Where a problem stays, something else is not kept.
    this.#failed = this.#own && (!kept || this.store.problem !== "");
    this.#tell();
  }

  /** Another tab has changed something, or the store has a problem. @param {{ kind: string, round?: string, id?: string }} change */
  async #follow(change) {
    if (change.kind === "problem") this.#failed = this.#own && this.store.problem !== "";
    else if (change.kind === "everything-removed") this.#open(false);
    else if (change.round === this.state.round.id) {
      const state = await this.store.read(this.state.round.id);
      if (state) {
        this.state = state;
        if (change.kind === "answer" && change.id) this.#showAnswer(change.id);
        else this.show(state);
        this.#changed();
      } else if (change.kind === "removed") {
        this.#typed.clear();
        this.startRound("");
        this.#said = this.text("removedElsewhere");
      }
    }
    this.#tell();
  }

  /** Say how many are answered and where they are. */
  #tell() {
    let answered = 0;
    for (const check of this.checks.keys()) if (this.state.answers.get(check)?.level) answered += 1;
    const own = this.store?.place === "device";
    const place = this.#keeping ? "keeping" : this.#failed ? "notKept" : own ? "keptOnDevice" : "keptInPage";
    const line = this.#said || this.text("status", { answered, all: this.checks.size, place: this.text(place) });
    setText(this.#status, "textContent", line);
    const problem = this.store?.problem ? this.text(`problem_${this.store.problem}`) : "";
    if (setText(this.#banner, "textContent", problem)) this.#banner.hidden = !problem;
  }

  /** Say something in the status line until the next change. @param {string} text */
  say(text) {
    this.#said = text;
    this.#tell();
  }

  /** Bring the results up to date, when somebody is near enough to see them and the browser has time. */
  #changed() {
    this.#stale = true;
    // What stands in the page says so already.
    if (!this.#results && this.state.answers.size + this.state.actions.size === 0) return;
    // A print begins without waiting for anything, so what it needs is there from the first answer.
    (globalThis.requestIdleCallback ?? setTimeout)(() => (this.#near ? this.#bringUpToDate() : this.#loadResults()));
  }

  async #loadResults() {
    this.#results ??= await import("./checklist-results.js");
  }

  async #bringUpToDate() {
    if (!this.#stale || !this.isConnected) return;
    this.#stale = false;
    if (!this.#results) await this.#loadResults();
    this.#results?.showResults(this);
  }

  #watchResults() {
    const observer = new IntersectionObserver(([{ isIntersecting }]) => {
      this.#near = isIntersecting;
      if (isIntersecting) this.#bringUpToDate();
    }, { rootMargin: "100%" });
    observer.observe(this.find(".cp-results"));
    this.#leave.signal.addEventListener("abort", () => observer.disconnect());
    addEventListener("beforeprint", () => this.#bringUpToDate(), { signal: this.#leave.signal });
  }

  #stale = true;
  #near = false;
  /** @type {typeof import("./checklist-results.js") | undefined} */
  #results;
}

/** The store is the sign: a browser that is killed may forget what its small storage was told a moment ago. */
const isOwnDevice = async () => (await isThere(SITE)) ?? stored((storage) => storage.getItem(OWN_DEVICE)) === "yes";

function forgetDevice() {
  stored((storage) => {
    for (const key of Object.keys(storage)) if (key === OWN_DEVICE || key.startsWith(LAST_WORDS)) storage.removeItem(key);
  });
}

/**
 * What `use` makes of the browser's small storage; undefined where it is refused or full.
 * @template T
 * @param {(storage: Storage) => T} use
 */
function stored(use) {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}

/**
 * Write a text only where it is new, because the browser lays out again what was written. Returns whether it was new.
 * @template {"textContent" | "value"} P
 * @param {{ [property in P]: string | null }} element
 * @param {P} property
 * @param {string} text
 */
function setText(element, property, text) {
  const isNew = element[property] !== text;
  if (isNew) element[property] = text;
  return isNew;
}

/** Say something above a check's answers, or nothing. @param {HTMLElement} fieldset @param {string} text */
function showNotice(fieldset, text) {
  let notice = fieldset.querySelector("[data-notice]");
  if (!text) return notice?.remove();
  if (!notice) {
    notice = document.createElement("p");
    notice.className = "cp-aside";
    notice.setAttribute("data-notice", "");
    fieldset.querySelector(".cp-choices")?.before(notice);
  }
  setText(notice, "textContent", text);
}

/** Every wording of a question that the page knows. @param {HTMLElement} fieldset */
function wordings(fieldset) {
  const question = /** @type {HTMLElement} */ (fieldset.querySelector("[data-question]"));
  const others = [...fieldset.querySelectorAll("li[data-standpoint] > span")].map((one) => one.textContent);
  return [question.dataset.question || question.textContent, question.textContent, ...others];
}

customElements.define("checklist-form", ChecklistForm);
