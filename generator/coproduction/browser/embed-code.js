// The code that shows a page on another site: choose a piece, see it, copy the code.

/** As the code itself says: no other height of a frame is believed. */
const LEAST = 100, MOST = 20_000;

/**
 * `<embed-code>` writes the chosen piece into the code, shows it in a frame like the one that the code makes, and copies
 * the code. Without it the code for the whole page can be copied by hand.
 */
class EmbedCode extends HTMLElement {
  /** @type {HTMLIFrameElement | undefined} */
  #frame;
  #code = "";

  connectedCallback() {
    this.#code = this.#field.value;
    this.#select.addEventListener("change", () => this.#show());
    this.querySelector("details")?.addEventListener("toggle", () => this.#show());
    this.querySelector("button")?.addEventListener("click", () => this.#copy());
    window.addEventListener("message", this.#fit);
    this.dataset.ready = "";
  }

  disconnectedCallback() {
    window.removeEventListener("message", this.#fit);
  }

  get #field() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  get #select() {
    return /** @type {HTMLSelectElement} */ (this.querySelector("select"));
  }

  #show() {
    const { value: fragment, dataset } = this.#select.selectedOptions[0];
    const title = dataset.title ?? "";
    this.#status("");
    // Only the frame's own tag: what somebody called a case may look like code itself.
    const [tag] = this.#code.split(">", 1);
    const fresh = tag
      .replace(/ src="([^"]*)"/, (_, address) => ` src="${address}${fragment}"`)
      .replace(/ title="[^"]*"/, () => ` title="${escaped(title)}"`);
    this.#field.value = fresh + this.#code.slice(tag.length);
    if (!this.querySelector("details")?.open) return;
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-preview]"));
    if (!this.#frame) {
      this.#frame = document.createElement("iframe");
      this.#frame.className = "cp-preview";
      this.#frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
      this.#frame.height = "600";
    }
    this.#frame.title = title;
    this.#frame.src = place.dataset.preview + fragment;
    if (!this.#frame.isConnected) place.append(this.#frame);
  }

  async #copy() {
    const field = this.#field;
    try {
      await navigator.clipboard.writeText(field.value);
      this.#status("copied");
    } catch {
      field.focus();
      field.select();
      this.#status("notCopied");
    }
  }

  /** @param {string} name of a text, or "" */
  #status(name) {
    const texts = JSON.parse(/** @type {HTMLTemplateElement} */ (this.querySelector("template[data-texts]")).content.textContent ?? "{}");
    const status = this.querySelector("[role=status]");
    if (status) status.textContent = texts[name] ?? "";
  }

  /** @param {MessageEvent} event */
  #fit = ({ source, data }) => {
    if (this.#frame && source === this.#frame.contentWindow && typeof data === "number" && data >= LEAST && data <= MOST) {
      this.#frame.height = String(Math.ceil(data));
    }
  };
}

/** @param {string} text for an attribute */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

customElements.define("embed-code", EmbedCode);
