// Tells a course how far a reader of a case study is: SCORM 1.2, and nothing personal.

{
  /**
   * The calls of SCORM 1.2 that are used here (ADL, SCORM Run-Time Environment 1.2, 3.3): each gives a text.
   * @typedef {{ LMSInitialize(nothing: ""): string, LMSGetValue(key: string): string, LMSSetValue(key: string, value: string): string,
   *   LMSCommit(nothing: ""): string, LMSFinish(nothing: ""): string }} Api
   */

  /** How many windows up a course is looked for. Frames within frames are never that deep. */
  const FURTHEST = 10;
  /** How long a reader must stay at a place before the course is told, in milliseconds. */
  const PAUSE = 2000;

  const decisions = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll(".cp-decision > details")]);
  const moments = [...document.querySelectorAll(".cp-moment")];
  const line = /** @type {HTMLElement} */ (document.querySelector("[data-course]"));
  const texts = JSON.parse(/** @type {HTMLTemplateElement} */ (document.querySelector("template[data-texts]")).content.textContent ?? "{}");

  const api = started(find(window.parent) ?? find(window.opener));
  const [seen, before] = api ? read(api.LMSGetValue("cmi.suspend_data")) : [decisions.map(() => false), false];
  let endReached = before;
  let done = false;
  let kept = true;
  let open = Boolean(api);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  if (api) {
    done = ["completed", "passed"].includes(api.LMSGetValue("cmi.core.lesson_status"));
    if (!done) api.LMSSetValue("cmi.core.lesson_status", "incomplete");
    // Without this, a course may forget everything else when the page is closed.
    api.LMSSetValue("cmi.core.exit", "suspend");
    decisions.forEach((details, at) => (details.open ||= seen[at]));
    document.getElementById(api.LMSGetValue("cmi.core.lesson_location"))?.scrollIntoView();
    addEventListener("pagehide", finish);
    document.addEventListener("visibilitychange", () => document.hidden && commit());
  }

  document.addEventListener("toggle", ({ target }) => {
    const at = decisions.indexOf(/** @type {HTMLDetailsElement} */ (target));
    if (at < 0 || !decisions[at].open || seen[at]) return;
    seen[at] = true;
    progress();
  }, true);

  new IntersectionObserver((entries) => {
    if (endReached || !entries.some((entry) => entry.isIntersecting)) return;
    endReached = true;
    progress();
  }).observe(/** @type {Element} */ (document.querySelector("footer")));

  // The reader is at the moment that stands in the middle of the screen.
  const places = new IntersectionObserver((entries) => {
    const here = entries.find((entry) => entry.isIntersecting)?.target;
    if (!here || !open) return;
    api?.LMSSetValue("cmi.core.lesson_location", here.id);
    clearTimeout(waiting);
    waiting = setTimeout(commit, PAUSE);
  }, { root: document, rootMargin: "-50% 0px -50% 0px" });
  for (const moment of moments) places.observe(moment);

  tell();

  function progress() {
    if (api && open) {
      api.LMSSetValue("cmi.suspend_data", written());
      if (!done && endReached && seen.every(Boolean)) {
        done = true;
        api.LMSSetValue("cmi.core.lesson_status", "completed");
      }
      commit();
    }
    tell();
  }

  function commit() {
    clearTimeout(waiting);
    if (!api || !open) return;
    kept = api.LMSCommit("") === "true";
    tell();
  }

  function finish() {
    if (!api || !open) return;
    commit();
    open = false;
    api.LMSFinish("");
  }

  function tell() {
    const left = seen.filter((one) => !one).length;
    const text = !api ? texts.noCourse : !kept ? texts.notKept : done ? texts.done : left ? texts.left : texts.toTheEnd;
    const words = text.replace("{seen}", String(seen.length - left)).replace("{count}", String(seen.length));
    line.hidden = false;
    if (line.textContent !== words) line.textContent = words;
  }

  // What is kept: which decision points these are, whether the end was reached, and a bit for each that was opened, in
  // hexadecimal. 300 of them take 90 characters; SCORM 1.2 has room for 4,096.
  function written() {
    const bits = seen.map((one) => (one ? "1" : "0")).join("");
    return [mark(), endReached ? "1" : "0", (bits.match(/.{1,4}/g) ?? []).map((four) => parseInt(four.padEnd(4, "0"), 2).toString(16)).join("")].join(".");
  }

  /** @param {string} data @returns {[boolean[], boolean]} what was seen, and whether the end was reached */
  function read(data) {
    const [whose, end, digits = ""] = data.split(".");
    // The package was made anew with other decision points: nobody can tell which of them were seen.
    const same = whose === mark();
    const bits = same ? [...digits].map((digit) => (parseInt(digit, 16) || 0).toString(2).padStart(4, "0")).join("") : "";
    return [decisions.map((_, at) => bits[at] === "1"), same && end === "1"];
  }

  /** A few characters that change when the decision points do (FNV-1a, 32 bits). */
  function mark() {
    let sum = 0x811c9dc5;
    for (const sign of decisions.map((details) => details.parentElement?.id).join(" ")) {
      sum = Math.imul(sum ^ /** @type {number} */ (sign.codePointAt(0)), 0x01000193);
    }
    return (sum >>> 0).toString(36);
  }

  /** @param {Api | undefined} api @returns {Api | undefined} the same, if it is willing */
  function started(api) {
    try {
      return api?.LMSInitialize("") === "true" ? api : undefined;
    } catch {
      return undefined;
    }
  }

  /** The nearest course in a window or above it. @param {any} from @returns {Api | undefined} */
  function find(from) {
    try {
      for (let steps = 0; from && steps < FURTHEST; steps += 1) {
        if (from.API) return from.API;
        if (from.parent === from) return undefined;
        from = from.parent;
      }
    } catch {
      // A window of another origin says nothing.
    }
    return undefined;
  }
}
