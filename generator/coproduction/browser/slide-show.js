// A case study as slides: one at a time on the screen, and a view for the speaker in a second window.

/**
 * What windows with the same slides tell each other. `place` says where they are; `shows` is true if the sender is the
 * window that people see. `ask` is answered with a place, and `gone` says that the window with the slides closes.
 * @typedef {{ kind: "place", slide: string, black: boolean, shows: boolean } | { kind: "ask" } | { kind: "gone" }} Message
 */

/** @typedef {{ before: number, since: number | null }} Timer Milliseconds so far, and when it was started, if it runs. */

/** After so many milliseconds without an answer the window with the slides counts as closed: three questions. */
const PATIENCE = 3500;
/** A finger that moves less than this, in CSS pixels, has not swiped. */
const SWIPE = 50;

/**
 * `<slide-show>` shows one of its sections at a time while the address names a section, such as `#start`, or its
 * number. Otherwise, and without this script, the page is a long page to read. With `?speaker` in the address it is
 * the speaker's window: the notes, the next title, a timer.
 *
 * Windows find each other by the path of the page. Nothing is stored: the timer is kept in the history of its window,
 * which survives a reload and nothing else.
 */
class SlideShow extends HTMLElement {
  /** @type {HTMLElement[]} */
  #slides = [];
  #at = -1;
  #black = false;
  #speaker = new URLSearchParams(location.search).has("speaker");
  #title = document.title;
  #channel = new BroadcastChannel(`slides ${location.pathname}`);
  #lastSeen = performance.now();
  /** @type {Set<HTMLElement>} The slides whose letters have the right size for this window. */
  #fitted = new Set();
  /** @type {Touch | null} */
  #touch = null;

  connectedCallback() {
    this.#slides = [...this.querySelectorAll("section")];
    this.#channel.onmessage = ({ data }) => data && this.#hear(data);
    addEventListener("hashchange", () => this.#follow());
    addEventListener("resize", () => this.#refit());
    addEventListener("pagehide", () => this.#presenting && this.#tell({ kind: "gone" }));
    addEventListener("pageshow", ({ persisted }) => persisted && this.#tellPlace());
    document.addEventListener("keydown", (event) => this.#press(event));
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("touchstart", ({ touches }) => (this.#touch = touches.length === 1 ? touches[0] : null), { passive: true });
    this.addEventListener("touchend", ({ changedTouches }) => this.#lift(changedTouches[0]), { passive: true });
    if (!document.fullscreenEnabled) this.#part('[data-do="full-screen"]').remove();
    if (this.#speaker) {
      document.title = (this.dataset.speaker ?? "").replace("{title}", () => this.#title);
      this.#tick();
      setInterval(() => this.#tick(), 1000);
    }
    this.dataset.ready = "";
    this.#follow();
    if (this.#speaker) this.#tell({ kind: "ask" });
  }

  // --- Where we are -----------------------------------------------------------------------------------

  get #presenting() {
    return this.#at >= 0 && !this.#speaker;
  }

  /** Shows what the address names. */
  #follow() {
    const name = location.hash.slice(1);
    const at = /^\d+$/.test(name) ? Number(name) - 1 : this.#slides.findIndex(({ id }) => id === name);
    if (this.#slides[at]) this.#go(at);
    else if (this.#speaker) this.#go(Math.max(this.#at, 0));
    else if (this.#at >= 0) this.#read();
  }

  /** Goes to a slide, and has the other window follow. @param {number} at */
  #go(at) {
    if (!this.#slides[at]) return;
    this.#show(at, false);
    this.#tellPlace();
  }

  /** @param {number} at @param {boolean} black */
  #show(at, black) {
    const entering = this.#at < 0;
    const slide = this.#slides[at];
    if (at !== this.#at) {
      this.#slides[this.#at]?.removeAttribute("data-current");
      this.#at = at;
      slide.dataset.current = "";
      // The slide is what is focused: its name tells where we are, and reading goes on from there.
      slide.tabIndex = 0;
      slide.setAttribute("role", "group");
      slide.setAttribute("aria-label", this.#words("name"));
      this.#write("place", this.#words("place"));
      history.replaceState(history.state, "", `#${slide.id}`);
      this.#part('[data-do="back"]').toggleAttribute("disabled", at === 0);
      this.#part('[data-do="forward"]').toggleAttribute("disabled", at === this.#slides.length - 1);
      for (const link of this.querySelectorAll('a[data-do="speaker"]')) link.setAttribute("href", `?speaker#${slide.id}`);
      this.#part('[data-do="open"]').setAttribute("href", `${location.pathname}#${slide.id}`);
      if (this.#speaker) this.#prepareSpeaker(slide);
    }
    this.#black = black;
    this.toggleAttribute("data-black", black && !this.#speaker);
    this.#when("black", black);
    if (entering) this.#enter();
    this.#fit(slide);
    // Who is at the timer stays there while the other window moves on.
    if (!document.activeElement?.closest(".cp-slides__speaker, .cp-slides__status")) slide.focus({ preventScroll: true });
  }

  #enter() {
    this.dataset.mode = this.#speaker ? "speaker" : "present";
    document.documentElement.classList.add("cp-with-slides");
    this.#setAside(true);
  }

  /** Leaves the slides for the long page, at the same place. */
  #read() {
    const slide = this.#slides[this.#at];
    this.#at = -1;
    delete this.dataset.mode;
    this.toggleAttribute("data-black", false);
    document.documentElement.classList.remove("cp-with-slides");
    this.#setAside(false);
    for (const other of this.#slides) {
      other.removeAttribute("data-current");
      other.removeAttribute("role");
      other.removeAttribute("aria-label");
      other.removeAttribute("tabindex");
    }
    slide.tabIndex = -1;
    slide.focus();
    slide.scrollIntoView();
    this.#tell({ kind: "gone" });
  }

  /** Makes the page around the slides unreachable, or brings it back. Its heading stays: it names the slides. @param {boolean} aside */
  #setAside(aside) {
    for (let inside = /** @type {HTMLElement} */ (this); inside !== document.body; inside = /** @type {HTMLElement} */ (inside.parentElement)) {
      for (const beside of inside.parentElement?.children ?? []) {
        if (beside !== inside && beside instanceof HTMLElement && !beside.matches("h1")) beside.inert = aside;
      }
    }
  }

  /** Makes the letters of a long slide smaller until all of it is in sight, if the style sheet allows. @param {HTMLElement} slide */
  #fit(slide) {
    if (this.#fitted.has(slide)) return;
    this.#fitted.add(slide);
    slide.style.removeProperty("--cp-fit");
    let size = 1;
    for (let tries = 0; tries < 5 && slide.scrollHeight > slide.clientHeight; tries += 1) {
      const before = getComputedStyle(slide).fontSize;
      // Half the letters' size takes a quarter of the room.
      size *= Math.min(0.96, Math.sqrt(slide.clientHeight / slide.scrollHeight));
      slide.style.setProperty("--cp-fit", String(size));
      if (getComputedStyle(slide).fontSize === before) break;
    }
  }

  #refit() {
    this.#fitted.clear();
    if (this.#at >= 0) this.#fit(this.#slides[this.#at]);
  }

  // --- Keys, buttons, fingers -------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  #press(event) {
    const target = /** @type {Element} */ (event.target);
    if (this.#at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (target !== document.body && !this.contains(target)) return;
    // The theme has keys of its own, such as S for the search.
    event.stopPropagation();
    const pressesIt = (event.key === "Enter" || event.key === " ") && target.closest("a, button, summary");
    if (event.shiftKey || pressesIt) return;
    const what = this.#meaning(event.key);
    if (this.#black && !this.#speaker) {
      event.preventDefault();
      if (!event.repeat && event.key !== "Escape") this.#blacken(false);
      else if (event.key === "Escape") this.#do("leave");
    } else if (what && !this.#scrolls(event.key)) {
      event.preventDefault();
      // Who holds a key down must not run past a decision point.
      if (!event.repeat) this.#do(what);
    }
  }

  /** What a key stands for. Where people read from right to left, the arrows are turned round. @param {string} key */
  #meaning(key) {
    const turned = getComputedStyle(this).direction === "rtl";
    if (key === "ArrowRight") return turned ? "back" : "forward";
    if (key === "ArrowLeft") return turned ? "forward" : "back";
    return KEYS[key];
  }

  /** Whether a slide that is higher than the window has more to show in the direction of a key. @param {string} key */
  #scrolls(key) {
    // The speaker's clicker must always move the slides of the other window.
    if (this.#speaker) return false;
    const { scrollTop, scrollHeight, clientHeight } = this.#slides[this.#at];
    if (key === " " || key === "PageDown") return scrollTop + clientHeight < scrollHeight - 2;
    return key === "PageUp" && scrollTop > 2;
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (this.#black && !this.#speaker) {
      event.preventDefault();
      this.#blacken(false);
      return;
    }
    const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-do]"));
    if (!pressed) return;
    const what = pressed.dataset.do ?? "";
    // A link that leads to a second window does so by itself, if the browser opens none for us.
    if (what === "speaker" && !this.#openSpeaker()) return;
    if (what !== "open") event.preventDefault();
    if (what !== "speaker") this.#do(what);
  }

  /** @param {Touch} end */
  #lift(end) {
    const start = this.#touch;
    this.#touch = null;
    if (!start || this.#at < 0 || this.#black || end.identifier !== start.identifier) return;
    const [x, y] = [end.clientX - start.clientX, end.clientY - start.clientY];
    if (Math.abs(x) < SWIPE || Math.abs(x) < 2 * Math.abs(y)) return;
    const turned = getComputedStyle(this).direction === "rtl";
    this.#do(x < 0 !== turned ? "forward" : "back");
  }

  /** @param {string} what */
  #do(what) {
    if (what === "forward") this.#go(this.#at + 1);
    else if (what === "back") this.#go(this.#at - 1);
    else if (what === "first") this.#go(0);
    else if (what === "last") this.#go(this.#slides.length - 1);
    else if (what === "black") this.#blacken(!this.#black);
    else if (what === "full-screen") this.#fullScreen();
    else if (what === "leave") this.#leave();
    else if (what === "speaker" && !this.#openSpeaker()) this.#when("blocked", true);
    else if (what === "start") this.#timer = { ...this.#timer, since: Date.now() };
    else if (what === "pause") this.#timer = { before: passed(this.#timer), since: null };
    else if (what === "reset") this.#timer = { before: 0, since: this.#timer.since && Date.now() };
  }

  /** @param {boolean} black */
  #blacken(black) {
    this.#show(this.#at, black);
    this.#tellPlace();
  }

  #fullScreen() {
    // A browser may refuse. The slides fill the window in any case.
    const asked = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();
    asked?.catch(() => {});
  }

  #leave() {
    if (document.fullscreenElement) this.#fullScreen();
    if (this.#speaker) {
      // Only a window that a script has opened can be closed by one.
      window.close();
      location.assign(location.pathname);
    } else {
      history.replaceState(null, "", location.pathname);
      this.#read();
    }
  }

  /** Opens the speaker's window, and says whether the browser allowed it. */
  #openSpeaker() {
    if (this.#speaker) return true;
    const opened = open(`?speaker#${this.#slides[this.#at].id}`, "_blank", "popup,width=1000,height=700");
    if (opened) this.#when("blocked", false);
    return opened !== null;
  }

  // --- The speaker's window -----------------------------------------------------------------------------

  /** @param {HTMLElement} slide */
  #prepareSpeaker(slide) {
    const notes = slide.querySelector("details");
    if (notes) notes.open = true;
    const next = this.#slides[this.#at + 1];
    this.#write("next", next ? this.#words("next", this.#at + 1) : this.dataset.last ?? "");
  }

  /** @returns {Timer} */
  get #timer() {
    return history.state?.timer ?? { before: 0, since: null };
  }

  set #timer(timer) {
    history.replaceState({ timer }, "");
    this.#tick();
  }

  #tick() {
    const now = new Date();
    const timer = this.#timer;
    this.#write("timer", inWords(passed(timer)));
    this.#write("clock", now.toLocaleTimeString(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit", hour12: false }));
    this.#part('[data-do="start"]').hidden = timer.since !== null;
    this.#part('[data-do="pause"]').hidden = timer.since === null;
    this.#when("lost", performance.now() - this.#lastSeen > PATIENCE);
    this.#tell({ kind: "ask" });
  }

  // --- Two windows in step ------------------------------------------------------------------------------

  /** @param {Message} message */
  #tell(message) {
    this.#channel.postMessage(message);
  }

  #tellPlace() {
    if (this.#at < 0) return;
    this.#tell({ kind: "place", slide: this.#slides[this.#at].id, black: this.#black, shows: this.#presenting });
  }

  /** @param {Message} message */
  #hear(message) {
    if (message.kind === "ask" && this.#presenting) this.#tellPlace();
    if (message.kind === "gone" && this.#speaker) {
      this.#lastSeen = -Infinity;
      this.#when("lost", true);
    }
    if (message.kind !== "place") return;
    if (message.shows) {
      this.#lastSeen = performance.now();
      this.#when("lost", false);
    }
    const at = this.#slides.findIndex(({ id }) => id === message.slide);
    // A page that somebody reads stays where it is.
    if (at >= 0 && this.#at >= 0 && (at !== this.#at || message.black !== this.#black)) this.#show(at, message.black);
  }

  // --- Words and parts ----------------------------------------------------------------------------------

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  /** @param {string} where @param {string} text */
  #write(where, text) {
    const part = this.#part(`[data-shows="${where}"]`);
    if (part.textContent !== text) part.textContent = text;
  }

  /** @param {string} what @param {boolean} so */
  #when(what, so) {
    const part = this.#part(`[data-when="${what}"]`);
    if (part.hidden === so) part.hidden = !so;
  }

  /** One of the texts that the page brings, about a slide. @param {"name" | "place" | "next"} text */
  #words(text, at = this.#at) {
    const facts = { number: at + 1, count: this.#slides.length, title: this.#slides[at].querySelector("h2")?.textContent ?? "" };
    return (this.dataset[text] ?? "").replace(/\{(\w+)\}/g, (whole, name) => String(facts[/** @type {keyof facts} */ (name)] ?? whole));
  }
}

/** @type {Record<string, string>} Clickers send Page Down, Page Up and B or a full stop. */
const KEYS = {
  PageDown: "forward", " ": "forward", Enter: "forward", PageUp: "back", Backspace: "back", Home: "first", End: "last",
  b: "black", B: "black", ".": "black", s: "speaker", S: "speaker", f: "full-screen", F: "full-screen", Escape: "leave",
};

/** @param {Timer} timer */
const passed = ({ before, since }) => before + (since === null ? 0 : Math.max(0, Date.now() - since));

/** Minutes and seconds, with hours where there are any. @param {number} milliseconds */
function inWords(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return (parts[0] ? parts : parts.slice(1)).map((part) => String(part).padStart(2, "0")).join(":");
}

customElements.define("slide-show", SlideShow);
