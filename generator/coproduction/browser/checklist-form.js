// The checklist that a person fills in: keeps each answer at once, and says where it is.

import { changedAnswer, newState } from "./answers.js";
import { openStore } from "./answer-store.js";

/** @typedef {import("./answers.js").Answer} Answer */
/** @typedef {import("./answers.js").Action} Action */
/** @typedef {import("./answers.js").State} State */

const SITE = new URL("../../", import.meta.url).pathname;
/** Set once a person has said that the device is their own; without it nothing is written to the device. */
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
  /** @type {State} the round that is open */
  state = newState("", "", "", new Date(0));
  /** @type {Record<string, string>} */
  #texts = {};
  store = /** @type {Awaited<ReturnType<typeof openStore>>} */ (/** @type {unknown} */ (undefined));
  #keeping = 0;
  #failed = false;
  #own = false;
  #said = "";
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
    for (const fieldset of this.querySelectorAll("[data-check]")) {
      this.checks.set(fieldset.getAttribute("data-check") ?? "", /** @type {HTMLFieldSetElement} */ (fieldset));
    }
    this.#listen();
    await this.#open(isOwnDevice());
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
   * @param {string} selector
   * @returns {HTMLElement}
   */
  find(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /**
   * A text of the interface with its gaps filled.
   * @param {string} name
   * @param {Record<string, string | number>} [values]
   */
  text(name, values = {}) {
    return (this.#texts[name] ?? name).replace(/\{(\w+)\}/g, (_, gap) => String(values[gap] ?? ""));
  }

  /** @returns {HTMLFormElement} */
  get form() {
    return /** @type {HTMLFormElement} */ (this.find("form.cp-form"));
  }

  // --- What parts of the page ask for ---------------------------------------------------------------

  /**
   * Show a round in place of the one that is open.
   * @param {State} state
   */
  show(state) {
    this.flush();
    this.state = state;
    this.form.reset();
    const { round } = state;
    this.#choose("round.standpoint", round.standpoint);
    this.#choose("round.promised", round.promised);
    this.#choose("round.experienced", round.experienced);
    /** @type {HTMLInputElement} */ (this.find('[name="round.name"]')).value = round.name;
    for (const check of this.checks.keys()) this.#showAnswer(check);
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

  /** Remove everything of ours from this device, and start again with nothing. */
  async removeEverything() {
    this.#typed.clear();
    await this.store.removeEverything();
    forgetDevice();
    await this.#open(false);
  }

  /** The level's words, as they stand beside its button. @param {string} check @param {string} level */
  label(check, level) {
    const input = this.checks.get(check)?.querySelector(`input[value="${CSS.escape(level)}"]`);
    return input?.parentElement?.querySelector("[data-label]")?.textContent ?? level;
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
    for (const input of this.querySelectorAll(`input[name="${CSS.escape(name)}"]`)) {
      /** @type {HTMLInputElement} */ (input).checked = /** @type {HTMLInputElement} */ (input).value === value;
    }
  }

  /** @param {string} check */
  #showAnswer(check) {
    const fieldset = this.checks.get(check);
    if (!fieldset) return;
    const replaced = (fieldset.dataset.replaces ?? "").split(" ").find((id) => id && this.state.answers.has(id));
    const own = this.state.answers.get(check);
    const answer = own ?? (replaced ? this.state.answers.get(replaced) : undefined);
    for (const input of fieldset.querySelectorAll("input")) input.checked = input.value === answer?.level;
    const note = fieldset.querySelector("textarea");
    if (note && note !== document.activeElement) note.value = answer?.note ?? "";
    const notice = /** @type {HTMLElement | null} */ (fieldset.querySelector("[data-notice]"));
    if (!notice) return;
    const notices = [];
    if (answer && !own) notices.push(this.text("carriedOver"));
    else if (answer?.wording && !wordings(fieldset).includes(answer.wording)) notices.push(this.text("reworded"));
    for (const { note: earlier } of answer?.earlier ?? []) notices.push(this.text("earlierNote", { note: earlier }));
    notice.textContent = notices.join(" ");
    notice.hidden = notices.length === 0;
  }

  /** Ask each question as it is asked from this standpoint. @param {string} standpoint */
  #speakAs(standpoint) {
    for (const fieldset of this.checks.values()) {
      const question = /** @type {HTMLElement} */ (fieldset.querySelector("[data-question]"));
      question.dataset.question ||= question.textContent ?? "";
      const own = standpoint && fieldset.querySelector(`li[data-standpoint="${CSS.escape(standpoint)}"] > span`);
      const text = (own && own.textContent) || question.dataset.question;
      if (question.textContent !== text) question.textContent = text;
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
    if (what === "clear") this.#clear(button.closest("[data-check]")?.getAttribute("data-check") ?? "");
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
      await this.store.moveToMemory();
      forgetDevice();
    } else {
      stored((storage) => storage.setItem(OWN_DEVICE, "yes"));
      this.#failed = !(await this.store.moveToDevice());
    }
    this.#tell();
  }

  #keepRound() {
    const round = { ...this.state.round, version: this.checklist.version, changed: new Date().toISOString() };
    this.state.round = round;
    this.#keep(this.store.putRound(round));
  }

  /**
   * When the page is ending there is time for one write: that of the answer. The round's own row follows.
   * @param {Promise<boolean>} writing
   */
  async #keepInRound(writing) {
    await this.#keep(writing);
    this.#keepRound();
  }

  /** @param {Promise<boolean>} writing what resolves to whether it is kept */
  async #keep(writing) {
    this.#keeping += 1;
    this.#tell();
    const kept = await writing;
    this.#keeping -= 1;
    // On a shared device nothing should be kept: that is no failure.
    this.#failed = !kept && this.#own;
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
    const status = this.find("[data-status]");
    const line = this.#said || this.text("status", { answered, all: this.checks.size, place: this.text(place) });
    if (status.textContent !== line) status.textContent = line;
    const banner = this.find("[data-banner]");
    const problem = this.store?.problem ? this.text(`problem_${this.store.problem}`) : "";
    if (banner.textContent !== problem) banner.textContent = problem;
    banner.hidden = !problem;
  }

  /** Say something in the status line until the next change. @param {string} text */
  say(text) {
    this.#said = text;
    this.#tell();
  }

  /** Bring the results up to date, when somebody is near enough to see them and the browser has time. */
  #changed() {
    this.#stale = true;
    if (this.#near) (globalThis.requestIdleCallback ?? setTimeout)(() => this.#bringUpToDate());
  }

  async #bringUpToDate() {
    if (!this.#stale || !this.isConnected) return;
    this.#stale = false;
    (await import("./checklist-results.js")).showResults(this);
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
}

const isOwnDevice = () => stored((storage) => storage.getItem(OWN_DEVICE)) === "yes";

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

/** Every wording of a question that the page knows. @param {HTMLElement} fieldset */
function wordings(fieldset) {
  const question = /** @type {HTMLElement} */ (fieldset.querySelector("[data-question]"));
  const others = [...fieldset.querySelectorAll("li[data-standpoint] > span")].map((one) => one.textContent);
  return [question.dataset.question || question.textContent, question.textContent, ...others];
}

customElements.define("checklist-form", ChecklistForm);
