// Two case studies side by side: any two, each taken from its own page.

/**
 * `<case-comparison>` comes with two case studies in it. When another is chosen, its page is fetched from this site, and
 * its parts (`data-part`) take the place of those shown (`data-cell`). So this page stays small however many there are.
 */
class CaseComparison extends HTMLElement {
  /** What is shown on each side, as its place in the list. */
  #shown = [0, 1];

  connectedCallback() {
    const [first, second] = /** @type {NodeListOf<HTMLSelectElement>} */ (this.querySelectorAll("select"));
    if (!second.options.length) second.append(...[...first.options].map((option) => option.cloneNode(true)));
    [first.selectedIndex, second.selectedIndex] = this.#shown;
    this.addEventListener("change", this.#choose);
    this.dataset.ready = "";
  }

  disconnectedCallback() {
    this.removeEventListener("change", this.#choose);
  }

  /** @param {Event} event */
  #choose = async ({ target }) => {
    const select = /** @type {HTMLSelectElement} */ (target);
    const side = Number(select.dataset.chooses);
    const chosen = select.selectedOptions[0];
    // Somebody may choose another one before this one is there.
    const stale = () => select.selectedOptions[0] !== chosen;
    try {
      const page = await fetchPage(new URL(chosen.value, document.baseURI));
      if (stale()) return;
      this.#show(side, chosen.text, page);
      this.#shown[side] = chosen.index;
    } catch {
      if (stale()) return;
      select.selectedIndex = this.#shown[side];
      this.#say((this.dataset.failed ?? "").replace("{title}", () => chosen.text));
    }
  };

  /** @param {number} side @param {string} title @param {Document} page */
  #show(side, title, page) {
    for (const column of this.querySelectorAll(`[data-side="${side}"]`)) {
      const name = column.querySelector(".cp-side__title");
      if (name) name.textContent = title;
      for (const cell of /** @type {NodeListOf<HTMLElement>} */ (column.querySelectorAll("[data-cell]"))) {
        const part = page.querySelector(`[data-part="${cell.dataset.cell}"]`);
        cell.replaceChildren(part ? document.importNode(part, true) : this.#nothing());
        if ("short" in cell.dataset) for (const long of cell.querySelectorAll("[data-long]")) long.remove();
        // An id belongs to one page, and is there once.
        for (const one of cell.querySelectorAll("[id]")) one.removeAttribute("id");
      }
    }
    const [first, second] = [0, 1].map((at) => this.querySelector(`[data-side="${at}"] .cp-side__title`)?.textContent ?? "");
    this.#say((this.dataset.shown ?? "").replace("{first}", () => first).replace("{second}", () => second));
  }

  #nothing() {
    const paragraph = document.createElement("p");
    paragraph.textContent = this.dataset.nothing ?? "";
    return paragraph;
  }

  /** @param {string} words */
  #say(words) {
    const status = this.querySelector("[role=status]");
    if (status) status.textContent = words;
  }
}

/**
 * A page of this site, with links that lead from here to where they led from there.
 * @param {URL} address
 */
async function fetchPage(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const link of page.querySelectorAll("a[href]")) {
    link.setAttribute("href", new URL(link.getAttribute("href") ?? "", response.url).href);
  }
  return page;
}

customElements.define("case-comparison", CaseComparison);
