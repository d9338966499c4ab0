// Parts of a page that open: all at once if somebody likes, and on paper just as they are on the screen.

/**
 * `<opened-details>` wraps a page's parts that open. A theme may open all of them when the page is printed; what a
 * person has opened is marked, so that the style sheet can print that alone. Buttons with `data-open` open or close
 * every decision point inside.
 */
class OpenedDetails extends HTMLElement {
  connectedCallback() {
    for (const details of this.querySelectorAll("details")) mark(details, details.open);
    // Pressing Enter on a summary is a click as well, and opening by a script is none.
    this.addEventListener("click", ({ target }) => {
      const summary = /** @type {Element} */ (target).closest("summary");
      const details = /** @type {HTMLDetailsElement | undefined} */ (summary?.parentElement);
      if (details) mark(details, !details.open);
      const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("button[data-open]"));
      if (button) this.#all(button.dataset.open === "yes");
    });
    this.dataset.ready = "";
  }

  /** @param {boolean} open */
  #all(open) {
    for (const details of this.querySelectorAll(".cp-decision > details")) {
      /** @type {HTMLDetailsElement} */ (details).open = open;
      mark(/** @type {HTMLDetailsElement} */ (details), open);
    }
  }
}

/** @param {HTMLDetailsElement} details @param {boolean} open */
const mark = (details, open) => details.toggleAttribute("data-opened", open);

customElements.define("opened-details", OpenedDetails);
