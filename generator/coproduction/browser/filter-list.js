// Lets people find an entry in a long list by typing a part of it.

/**
 * `<filter-list>` shows its search field, then hides every list item that does not hold the typed words,
 * and every `data-group` that has none left. Without it the whole list stays readable.
 */
class FilterList extends HTMLElement {
  /** @type {{ item: HTMLElement, words: string }[]} */
  #entries = [];
  #frame = 0;

  connectedCallback() {
    this.#entries = [...this.querySelectorAll("[data-group] li")].map((item) => ({
      item: /** @type {HTMLElement} */ (item),
      words: (item.textContent ?? "").toLowerCase(),
    }));
    this.querySelector("[hidden]")?.removeAttribute("hidden");
    this.addEventListener("input", this.#filterSoon);
  }

  disconnectedCallback() {
    this.removeEventListener("input", this.#filterSoon);
    cancelAnimationFrame(this.#frame);
  }

  #filterSoon = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#filter());
  };

  #filter() {
    const typed = (this.querySelector("input")?.value ?? "").trim().toLowerCase().split(/\s+/);
    let shown = 0;
    for (const { item, words } of this.#entries) {
      item.hidden = !typed.every((part) => words.includes(part));
      if (!item.hidden) shown += 1;
    }
    for (const group of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-group]"))) {
      group.hidden = !group.querySelector("li:not([hidden])");
    }
    const output = this.querySelector("output");
    if (output) {
      const text = (shown === 1 ? output.dataset.one : output.dataset.other) ?? "";
      output.textContent = text.replace("{count}", String(shown));
    }
  }
}

customElements.define("filter-list", FilterList);
