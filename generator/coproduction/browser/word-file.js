// A Word file made in the browser: headings, paragraphs and tables as Office Open XML (ECMA-376) in a ZIP file.

/**
 * @typedef {object} Section
 * @property {string} heading
 * @property {number} level 1 to 6
 * @property {string[]} paragraphs
 * @property {{ header: string[], rows: string[][] }} [table] stands after the paragraphs
 *
 * @typedef {object} WordDocument
 * @property {string} title
 * @property {string} language such as "en-GB"
 * @property {Section[]} sections
 */

const MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml";
// A4 with margins of 2 cm, in twentieths of a point.
const PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134"'
  + ' w:header="567" w:footer="567" w:gutter="0"/>';
const WIDTH = 9638;

/**
 * The same document gives the same bytes.
 * @param {WordDocument} document
 */
export function wordFile({ title, language, sections }) {
  const body = paragraph("Title", title) + sections.map(({ heading, level, paragraphs, table }) => [
    paragraph(`Heading${Math.min(Math.max(level, 1), 6)}`, heading),
    ...paragraphs.map((text) => paragraph("Normal", text)),
    table?.header.length ? tableOf(table) : "",
  ].join("")).join("");
  const parts = {
    "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types">`
      + '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
      + '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
      + `<Override PartName="/word/document.xml" ContentType="${TYPE}.document.main+xml"/>`
      + `<Override PartName="/word/styles.xml" ContentType="${TYPE}.styles+xml"/>`
      + `<Override PartName="/word/settings.xml" ContentType="${TYPE}.settings+xml"/></Types>`,
    "_rels/.rels": relationships([`${OFFICE}/officeDocument`, "word/document.xml"],
      [`${PACKAGE}/relationships/metadata/core-properties`, "docProps/core.xml"]),
    "docProps/core.xml": `<c:coreProperties xmlns:c="${PACKAGE}/metadata/core-properties"`
      + ` xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(title)}</dc:title>`
      + `<dc:language>${escaped(language)}</dc:language></c:coreProperties>`,
    "word/_rels/document.xml.rels": relationships([`${OFFICE}/styles`, "styles.xml"], [`${OFFICE}/settings`, "settings.xml"]),
    "word/document.xml": `<w:document ${MAIN}><w:body>${body}<w:sectPr>${PAGE}</w:sectPr></w:body></w:document>`,
    "word/styles.xml": styles(escaped(language), isFromTheRight(title)),
    // Without this, Word opens the file in its "compatibility mode".
    "word/settings.xml": `<w:settings ${MAIN}><w:compat><w:compatSetting w:name="compatibilityMode"`
      + ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>',
  };
  return new Blob(zip(parts), { type: `${TYPE}.document` });
}

/** What XML cannot hold is left out: control characters, halves of characters, and two that are none. */
function escaped(/** @type {string} */ text) {
  return text.replace(/[^\P{Cc}\n\t]|\p{Cs}|[\uFFFE\uFFFF]/gu, "").replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Whether a text begins in a script that is read from the right: a note may, whatever the language of the document. */
function isFromTheRight(/** @type {string} */ text) {
  return /^\P{L}*[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u.test(text);
}

function paragraph(/** @type {string} */ style, /** @type {string} */ text) {
  const [bidi, rtl] = isFromTheRight(text) ? ["<w:bidi/>", "<w:rPr><w:rtl/></w:rPr>"] : ["", ""];
  const [start, end] = ['<w:t xml:space="preserve">', "</w:t>"];
  const words = escaped(text).replaceAll("\n", `${end}<w:br/>${start}`).replaceAll("\t", `${end}<w:tab/>${start}`);
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${bidi}</w:pPr><w:r>${rtl}${start}${words}${end}</w:r></w:p>`;
}

/** The header repeats on every page and is told to screen readers. Each row gets as many cells as the header. */
function tableOf(/** @type {{ header: string[], rows: string[][] }} */ { header, rows }) {
  const width = Math.floor(WIDTH / header.length);
  const cell = (style = "", text = "") => `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${paragraph(style, text)}</w:tc>`;
  return `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>${isFromTheRight(header.join(" ")) ? "<w:bidiVisual/>" : ""}`
    + `<w:tblW w:w="${width * header.length}" w:type="dxa"/><w:tblLook w:val="0020"/></w:tblPr>`
    + `<w:tblGrid>${`<w:gridCol w:w="${width}"/>`.repeat(header.length)}</w:tblGrid>`
    + `<w:tr><w:trPr><w:tblHeader/></w:trPr>${header.map((text) => cell("TableHeading", text)).join("")}</w:tr>`
    + rows.map((row) => `<w:tr>${header.map((_, index) => cell("Normal", row[index])).join("")}</w:tr>`).join("")
    + "</w:tbl>";
}

/** From the part they belong to: each a kind and where it leads. */
function relationships(/** @type {string[][]} */ ...all) {
  const made = all.map(([type, target], index) => `<Relationship Id="r${index}" Type="${type}" Target="${target}"/>`);
  return `<Relationships xmlns="${PACKAGE}/relationships">${made.join("")}</Relationships>`;
}

/** Real styles under the names that Word knows: its outline and screen readers go by them. Sizes are in half points. */
function styles(/** @type {string} */ language, /** @type {boolean} */ fromTheRight) {
  const bold = "<w:b/><w:bCs/>";
  const size = (/** @type {number} */ half) => `<w:sz w:val="${half}"/><w:szCs w:val="${half}"/>`;
  const space = (before = 0, after = 0) => `<w:spacing w:before="${before}" w:after="${after}"/>`;
  const style = (id = "", name = "", layout = "", letters = "") => `<w:style w:type="paragraph" w:styleId="${id}">`
    + `<w:name w:val="${name}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:qFormat/>`
    + `<w:pPr>${layout}</w:pPr><w:rPr>${letters}</w:rPr></w:style>`;
  const sides = ["top", "left", "bottom", "right", "insideH", "insideV"];
  return `<w:styles ${MAIN}><w:docDefaults><w:rPrDefault><w:rPr>`
    + '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'
    + `${size(24)}<w:lang w:val="${language}"${fromTheRight ? ` w:bidi="${language}"` : ""}/></w:rPr></w:rPrDefault>`
    + '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    + '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    + style("Title", "Title", space(0, 240), bold + size(44))
    + [34, 28, 26, 24, 24, 24].map((half, index) => style(`Heading${index + 1}`, `heading ${index + 1}`,
      `<w:keepNext/>${space(280, 100)}<w:outlineLvl w:val="${index}"/>`, bold + size(half))).join("")
    + style("TableHeading", "Table Heading", "<w:keepNext/>", bold)
    + '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>'
    + sides.map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>`).join("")
    + '</w:tblBorders><w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>'
    + "</w:tblPr></w:style></w:styles>";
}

/**
 * A ZIP file without compression, after PKWARE's APPNOTE.TXT: for each part a local header (4.3.7) and its bytes, then the
 * central directory (4.3.12) and its end (4.3.16). All parts bear the first date there is, 1 January 1980 (4.4.6).
 * @param {Record<string, string>} parts XML by name
 */
function zip(parts) {
  const encoder = new TextEncoder();
  const files = [];
  const directory = [];
  let position = 0;
  let size = 0;
  for (const [name, xml] of Object.entries(parts)) {
    const path = encoder.encode(name);
    const bytes = encoder.encode(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`);
    // Version 2.0, no flags, stored, time, date, checksum, size twice, length of the name, no extra field.
    const about = [20, 0, 0, 0, 0x21, crc32(bytes), bytes.length, bytes.length, path.length, 0];
    files.push(packed("42222244422", 0x04034b50, ...about), path, bytes);
    directory.push(packed("42222224442222244", 0x02014b50, 20, ...about, 0, 0, 0, 0, position), path);
    position += 30 + path.length + bytes.length;
    size += 46 + path.length;
  }
  const count = directory.length / 2;
  return [...files, ...directory, packed("42222442", 0x06054b50, 0, 0, count, count, size, position, 0)];
}

/** Numbers, the lowest byte first, each as wide as its digit in `widths` says. */
function packed(/** @type {string} */ widths, /** @type {number[]} */ ...numbers) {
  return Uint8Array.from([...widths].flatMap((width, index) =>
    Array.from({ length: Number(width) }, (_, byte) => numbers[index] >>> (8 * byte))));
}

/** APPNOTE 4.4.7, bit by bit: a document is small. */
function crc32(/** @type {Uint8Array} */ bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum;
}
