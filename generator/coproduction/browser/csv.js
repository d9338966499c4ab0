// Rows of texts as a CSV file that spreadsheets open as text.

// A field that begins like this could run as a formula, so a ' goes before it (OWASP, "CSV Injection":
// https://owasp.org/www-community/attacks/CSV_Injection). Full-width signs count where people type them.
const LIKE_A_FORMULA = /^[=+\-@\t\r\n\0＝＋－＠]/;

/**
 * Quoted as in RFC 4180, section 2. It begins with a byte order mark, by which Excel knows UTF-8.
 * @param {string[][]} rows
 */
export function csv(rows) {
  const field = (/** @type {string} */ text) => `"${text.replace(LIKE_A_FORMULA, "'$&").replaceAll('"', '""')}"`;
  return "\uFEFF" + rows.map((row) => row.map(field).join() + "\r\n").join("");
}
