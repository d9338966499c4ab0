// The running order of a workshop, for the time that people have and the hour at which they start.

/**
 * `<workshop-plan>` wraps one section for each length of a workshop, and the list of its steps. It shows the section of
 * the length that is chosen, with times of the clock from the start that is chosen, and gives the steps the same times.
 * Steps that this length leaves out are hidden, and so is on the page what only they need. Nothing is remembered.
 */
class WorkshopPlan extends HTMLElement {
  connectedCallback() {
    for (const one of this.querySelectorAll("p[data-without-script]")) one.remove();
    this.addEventListener("input", this.#show);
    this.#show();
    this.dataset.ready = "";
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#show);
  }

  #show = () => {
    const minutes = /** @type {HTMLInputElement} */ (this.querySelector("input[name=minutes]:checked")).value;
    const start = /** @type {HTMLInputElement} */ (this.querySelector("input[name=start]")).valueAsNumber;
    for (const one of this.querySelectorAll(".cp-plan")) {
      /** @type {HTMLElement} */ (one).hidden = /** @type {HTMLElement} */ (one).dataset.minutes !== minutes;
    }
    const plan = /** @type {HTMLElement} */ (this.querySelector(".cp-plan:not([hidden])"));
    for (const time of /** @type {NodeListOf<HTMLElement>} */ (plan.querySelectorAll("[data-at]"))) {
      time.textContent = clock(Number(time.dataset.at), start);
    }
    this.#showSteps(plan);
    const said = this.querySelector("[role=status]");
    if (said) said.textContent = plan.querySelector("h3")?.textContent ?? "";
  };

  /** @param {HTMLElement} plan */
  #showSteps(plan) {
    /** @type {Map<string | undefined, HTMLElement>} */
    const rows = new Map();
    for (const row of /** @type {NodeListOf<HTMLElement>} */ (plan.querySelectorAll("tr[data-step]"))) rows.set(row.dataset.step, row);
    for (const step of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("li[data-step]"))) {
      const row = rows.get(step.dataset.step);
      step.hidden = !row;
      if (row) step.querySelector("[data-times]")?.replaceChildren(row.querySelector("td")?.textContent ?? "");
    }
    // What to bring stands outside of the element, where people look for it.
    for (const thing of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-for-steps]"))) {
      thing.hidden = !thing.dataset.forSteps?.split(" ").some((step) => rows.has(step));
    }
  }
}

/**
 * So many minutes behind a start, which is in milliseconds from midnight; without a start, the minutes alone.
 * @param {number} minutes @param {number} start
 */
const clock = (minutes, start) => {
  const all = Number.isNaN(start) ? minutes : (start / 60_000 + minutes) % (24 * 60);
  const hours = String(Math.floor(all / 60));
  return `${Number.isNaN(start) ? hours : hours.padStart(2, "0")}:${String(all % 60).padStart(2, "0")}`;
};

customElements.define("workshop-plan", WorkshopPlan);
