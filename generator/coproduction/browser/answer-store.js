// Keeps rounds, answers and actions on the device, a row for each; or in memory, where they may not or cannot be kept.

import { laterAnswer } from "./answers.js";

/**
 * A row as this tab knows it. `device`: as last seen on the device; `base`: as this tab first read or last wrote it.
 * @typedef {{ rows: Rows, round: string, id: string, item?: any, device?: any, base?: any, unsaved?: boolean }} Entry
 * @typedef {"rounds" | "answers" | "actions"} Rows
 */

// Counts up when the database changes. It may only gain: a newer version reads what an older one wrote.
const VERSION = 1;
// What must be text. Other fields are left alone: a newer version may have written them.
const TEXTS = {
  rounds: ["id", "checklist", "version", "name", "standpoint", "promised", "experienced", "created", "changed"],
  answers: ["level", "note", "wording", "changed"],
  actions: ["id", "check", "what", "who", "by", "happened", "confirmed", "changed"],
};
const ALL = /** @type {Rows[]} */ (Object.keys(TEXTS));
/** @type {any} a TypeError says that there is no IndexedDB */
const PROBLEMS = { TypeError: "denied", SecurityError: "denied", QuotaExceededError: "full", VersionError: "outdated" };

/** @param {any} one @param {any} other */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
/** @param {any} row @param {string[]} fields */
const hasTexts = (row, fields) => fields.every((field) => typeof row?.[field] === "string");
/** @param {Entry} entry */
const keyOf = ({ rows, round, id }) => (rows === "rounds" ? round : [round, id]);
const within = (round = "") => IDBKeyRange.bound([round], [round, []]);

/** @param {Entry} entry @param {any} row */
const isSound = (entry, row) =>
  hasTexts(entry, ["round", "id"]) &&
  hasTexts(row, TEXTS[entry.rows]) &&
  (entry.rows === "answers"
    ? Array.isArray(row.earlier) && row.earlier.every((/** @type {any} */ one) => hasTexts(one, ["note", "changed"]))
    : row.id === (entry.id || entry.round));

/** What to write in place of a row. @param {Entry} entry @param {any} item @param {any} row */
function merged(entry, item, row) {
  const before = isSound(entry, row) ? row : {};
  if (entry.rows !== "answers") return { ...before, ...item };
  const other = { changed: "", earlier: [], ...before, note: hasTexts(row, ["note"]) ? row.note : "" };
  // The note that this tab knew gives way. Earlier notes stay: it may not have heard of them.
  if (same(row, entry.base)) other.note = other.changed = "";
  return { ...before, ...laterAnswer(item, other) };
}

/** @param {IDBRequest} request @returns {Promise<any>} */
const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const nameOfDatabase = (scope = "") => `coproduction:${scope}`;

/**
 * Whether the device keeps anything of this site, without making a place for it; undefined where the browser cannot say.
 * @param {string} scope the site's root path
 * @param {any} [indexedDB]
 */
export async function isThere(scope, indexedDB = globalThis.indexedDB) {
  try {
    return (await indexedDB.databases()).some((/** @type {IDBDatabaseInfo} */ { name }) => name === nameOfDatabase(scope));
  } catch {
    return undefined;
  }
}

/**
 * The store of one site. Its methods do not throw. A put resolves to whether the item is on the device for certain:
 * written, and read back. If not, it stays in memory. What belongs to a round is written only while the round is known.
 * @param {string} scope the site's root path
 * @param {{ memory?: boolean, indexedDB?: any, patience?: number }} [options] patience: how long opening or deleting
 *   the database may take, in milliseconds
 */
export async function openStore(scope, { memory = false, indexedDB = globalThis.indexedDB, patience = 5000 } = {}) {
  const name = nameOfDatabase(scope);
  const spare = `${name}:spare`;
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  /** @type {Set<(change: { kind: string, round: string, id: string }) => void>} */
  const listeners = new Set();
  /** @type {Map<IDBTransaction, string[]>} with what the other tabs are to hear */
  const writing = new Map();
  const closing = new AbortController();
  /** @type {IDBDatabase | undefined} */
  let db;
  /** @type {BroadcastChannel | undefined} */
  let channel;
  let leaving = false;

  const nameOf = (rows = "", round = "", id = "") => JSON.stringify([rows, round, id]);

  /** @param {Entry} entry */
  const known = ({ rows, round, id }) => {
    const name = nameOf(rows, round, id);
    return entries.get(name) ?? /** @type {Entry} */ (entries.set(name, { rows, round, id }).get(name));
  };

  const forget = (round = "", action = "") => {
    for (const [name, entry] of entries) {
      if (action ? name === nameOf("actions", round, action) : entry.round === round) entries.delete(name);
    }
  };

  const post = (kind = "", round = "", id = "") => channel?.postMessage({ kind, round, id });

  const tell = (kind = "", round = "", id = "") => {
    // A listener's mistakes are its own.
    for (const listener of listeners) queueMicrotask(() => listener({ kind, round, id }));
  };

  const say = (problem = "") => {
    if (problem !== store.problem) tell("problem");
    store.problem = problem;
  };

  const disconnect = () => {
    db?.close();
    db = undefined;
    for (const entry of entries.values()) entry.unsaved = true;
  };

  const fail = (/** @type {any} */ error) => {
    const problem = PROBLEMS[error?.name] ?? "broken";
    // On a full device, something shorter may still fit.
    if (problem !== "full") disconnect();
    say(problem);
  };

  /** Resolves to whether it worked. @param {(db: any) => Promise<any>} work */
  const attempt = async (work) => {
    const mine = db;
    try {
      return (await work(mine)) !== false;
    } catch (error) {
      if (mine === db) fail(error);
      return false;
    }
  };

  /** @param {IDBOpenDBRequest} request */
  const settled = (request, why = "") => {
    // Another tab does not let go.
    request.onblocked = () => (why = "VersionError");
    return Promise.race([result(request), new Promise((_, reject) => setTimeout(() => reject({ name: why }), patience))]);
  };

  const open = () =>
    attempt(async () => {
      let late = false;
      const request = indexedDB.open(name, VERSION);
      request.onupgradeneeded = () => {
        for (const rows of ALL) request.result.createObjectStore(rows);
      };
      request.addEventListener("success", () => late && request.result.close());
      const opened = await settled(request).finally(() => (late = true));
      // A newer version of the site, or whoever deletes the database, waits for this.
      opened.onversionchange = (/** @type {any} */ event) => fail({ name: event.newVersion && "VersionError" });
      opened.onclose = fail;
      // Throws where a part is missing.
      opened.transaction(ALL);
      db = opened;
      say();
    });

  /**
   * Have the browser begin a new log. Killed within a record, Chromium goes on after the half of it, takes the log for damaged
   * at the start after the next, and throws all databases of the site away (github.com/google/leveldb/issues/1287).
   * It begins a new one when a database is deleted.
   */
  const beginNewLog = async () => {
    try {
      const request = indexedDB.open(spare);
      request.addEventListener("success", () => request.result.close());
      await settled(request);
      await settled(indexedDB.deleteDatabase(spare));
    } catch {
      // Most often there is no half record, and where nothing can be written, that shows at the first answer.
    }
  };

  const erase = () => {
    disconnect();
    return attempt(async () => {
      await settled(indexedDB.deleteDatabase(name));
      await settled(indexedDB.deleteDatabase(spare));
      say();
    });
  };

  /** @param {IDBDatabase} db @param {(table: (rows: Rows) => IDBObjectStore) => void} work @param {string[]} change */
  const write = (db, work, ...change) =>
    new Promise((resolve, reject) => {
      const transaction = db.transaction(ALL, "readwrite", { durability: "strict" });
      writing.set(transaction, change);
      transaction.oncomplete = () => resolve((writing.delete(transaction), post(...change)));
      transaction.onabort = () => reject((writing.delete(transaction), transaction.error));
      work((rows) => transaction.objectStore(rows));
      // Whatever is not committed, a browser drops when the page ends.
      transaction.commit?.();
      if (leaving) handOver();
    });

  const handOver = () => {
    leaving = true;
    for (const change of writing.values()) post(...change);
    // It drops even that, unless it had time to begin with it.
    const end = performance.now() + (writing.size && 50);
    while (performance.now() < end);
  };

  /** @param {Entry} entry @returns {Promise<boolean>} */
  const keep = (entry) =>
    attempt(async (db) => {
      const { rows, round, id, item, base } = entry;
      if (!db || !entries.has(nameOf("rounds", round))) return false;
      const change = [rows.slice(0, -1), round, id];
      const written = merged(entry, item, entry.device);
      entry.base = entry.device = written;
      /** @type {any} */
      let reading;
      await write(db, (table) => {
        reading = table(rows).get(keyOf(entry));
        table(rows).put(written, keyOf(entry));
      }, ...change);
      const before = reading.result;
      if (!same(merged({ ...entry, base }, written, before), written)) {
        // Another tab was quicker, and we had not heard of it.
        entry.item = merged({ ...entry, base }, entry.item, before);
        tell(...change);
        return keep(entry);
      }
      const checking = db.transaction(rows);
      const looking = result(checking.objectStore(rows).get(keyOf(entry)));
      checking.commit?.();
      const back = await looking;
      if (!entries.has(nameOf(rows, round, id))) return false;
      // Something new in its place is another put, here or in another tab, that ours was merged with.
      if (!same(back, written) && (!back || same(back, before))) throw new Error("not read back");
      if (entry.item === item) Object.assign(entry, { item: written, unsaved: false });
      if (!same(written, item)) tell(...change);
      if (![...entries.values()].some((one) => one.unsaved)) say();
    });

  /** @param {Rows} rows @param {string} round @param {string} id @param {any} item */
  const put = (rows, round, id, item) =>
    // A copy: the caller may go on changing its own.
    keep(Object.assign(known({ rows, round, id }), { item: structuredClone(item), unsaved: true }));

  /** Without an action, the round goes. */
  const remove = async (round = "", action = "") => {
    forget(round, action);
    if (!db) return !store.problem;
    return attempt((db) => write(db, (table) => {
      table("actions").delete(action ? [round, action] : within(round));
      if (action) return;
      table("answers").delete(within(round));
      table("rounds").delete(round);
    }, "removed", round, action));
  };

  /** @param {Rows[]} which @param {string} [round] or all of them */
  const load = (which, round) =>
    attempt(async (db) => {
      if (!db) return;
      const transaction = db.transaction(which);
      let damaged = 0;
      const loading = which.map(async (rows) => {
        const table = transaction.objectStore(rows);
        const query = round && rows !== "rounds" ? within(round) : round;
        const [keys, values] = await Promise.all([table.getAllKeys(query), table.getAll(query)].map(result));
        for (const [i, item] of values.entries()) {
          const [round, id = ""] = [keys[i]].flat();
          const read = { rows, round, id };
          if (isSound(read, item) && same(keyOf(read), keys[i])) {
            const entry = known(read);
            if (!entry.unsaved) entry.item = item;
            // What another tab writes while somebody types here is no note that this tab knew.
            entry.base ??= item;
            entry.device = item;
          } else damaged += 1;
        }
      });
      transaction.commit?.();
      await Promise.all(loading);
      store.damaged = damaged;
    });

  const store = {
    /** Why something is in memory that should be on the device: "", "denied", "full", "broken" or "outdated". */
    problem: "",
    /** How many rows the last reading left out as damaged. They stay on the device as they are. */
    damaged: 0,

    get place() {
      return db ? "device" : "memory";
    },

    /**
     * To hear of what other tabs did, or what ours was merged with ("round", "answer", "action", "removed",
     * "everything-removed"), and of another `problem` ("problem").
     * @param {(change: { kind: string, round: string, id: string }) => void} listener
     */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** @param {string} checklist @returns {Promise<import("./answers.js").Round[]>} */
    async rounds(checklist) {
      await load(["rounds"]);
      const found = [...entries.values()].filter(({ rows, item }) => rows === "rounds" && item.checklist === checklist);
      return found.map(({ item }) => structuredClone(item));
    },

    /** @param {string} round @returns {Promise<import("./answers.js").State | null>} */
    async read(round) {
      await load(ALL, round);
      /** @type {any} */
      const state = { answers: new Map(), actions: new Map() };
      for (const entry of entries.values()) {
        if (entry.round !== round) continue;
        const item = structuredClone(entry.item);
        if (entry.rows === "rounds") state.round = item;
        else state[entry.rows].set(entry.id, item);
      }
      return state.round ? state : null;
    },

    /** @param {import("./answers.js").Round} round */
    putRound: (round) => put("rounds", round.id, "", round),
    /** @param {string} round @param {string} check @param {import("./answers.js").Answer} answer */
    putAnswer: (round, check, answer) => put("answers", round, check, answer),
    /** @param {string} round @param {import("./answers.js").Action} action */
    putAction: (round, action) => put("actions", round, action.id, action),
    removeAction: remove,
    removeRound: (round = "") => remove(round),

    /** Remove what is ours from memory, other tabs and the device. Resolves to whether the device is clean. */
    removeEverything() {
      post("everything-removed");
      entries.clear();
      return erase();
    },

    /** Write what is only in memory, also to try again. Resolves to whether all of it is kept. */
    async moveToDevice() {
      // Not waited for: it may never settle.
      navigator.storage?.persist?.().catch(() => {});
      if (!db && (await open())) await beginNewLog();
      const kept = await Promise.all([...entries.values()].map((entry) => !entry.unsaved || keep(entry)));
      return !!db && kept.every(Boolean);
    },

    /** Take all into memory, and leave nothing on the device. Resolves to whether it is clean. */
    async moveToMemory() {
      // What is not there must not be made, not for a moment: the browser may be killed in it.
      if (!db && (await isThere(scope, indexedDB)) === false) return true;
      return (!!db || (await open())) && (await load(ALL)) && erase();
    },

    close() {
      closing.abort();
      listeners.clear();
      channel?.close();
      disconnect();
    },
  };

  addEventListener("pagehide", handOver, { signal: closing.signal });
  addEventListener("pageshow", () => (leaving = false), { signal: closing.signal });
  try {
    channel = new BroadcastChannel(name);
    channel.onmessage = ({ data: { kind, round, id } }) => {
      if (kind === "removed") forget(round, id);
      if (kind === "everything-removed") {
        entries.clear();
        disconnect();
        say();
      }
      tell(kind, round, id);
    };
  } catch {
    // Refused: other tabs are not followed.
  }
  if (!memory && (await open())) await beginNewLog();
  return store;
}
