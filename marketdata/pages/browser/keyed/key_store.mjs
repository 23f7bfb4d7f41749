// @ts-check
/**
 * The keys of this browser: private halves that cannot be taken out of it, and the servers that it
 * knows.
 */

const DATABASE = "ceax";
const KEYS = "keys";
const SERVERS = "ceax-servers"; // public keys by venue and address
const LAST = "ceax-key"; // the key that this tab works with

/**
 * A key as it is kept: `venue` and `id` name it; `privateKey` is a CryptoKey; `role` is null until
 * the venue has entered it.
 * @typedef {{ venue: string, id: string, privateKey: CryptoKey, publicKey: string | null,
 *   role: string | null, account: import("./types.d.ts").Int | null }} StoredKey
 */

/** @returns {Promise<IDBDatabase>} */
function opened() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () =>
    request.result.createObjectStore(KEYS, { keyPath: ["venue", "id"] });
  return done(request);
}

/**
 * What a request to the database gives.
 * @template Value
 * @param {IDBRequest<Value>} request
 * @returns {Promise<Value>}
 */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Do something with the kept keys.
 * @template Value
 * @param {IDBTransactionMode} mode
 * @param {(keys: IDBObjectStore) => IDBRequest<Value>} work
 */
async function withKeys(mode, work) {
  const database = await opened();
  try {
    return await done(work(database.transaction(KEYS, mode).objectStore(KEYS)));
  } finally {
    database.close();
  }
}

/**
 * The keys that are kept for a venue, in order of their ids.
 * @param {string} venue
 * @returns {Promise<StoredKey[]>}
 */
export async function storedKeys(venue) {
  const all = await withKeys("readonly", (keys) => keys.getAll());
  return all.filter((each) => each.venue === venue);
}

/** Keep a key; one of the same venue and id is replaced. @param {StoredKey} key */
export async function keepKey(key) {
  await withKeys("readwrite", (keys) => keys.put(key));
}

/**
 * Forget a key for good.
 * @param {string} venue
 * @param {string} id
 */
export async function dropKey(venue, id) {
  await withKeys("readwrite", (keys) => keys.delete([venue, id]));
}

/** Which key this tab goes on with after it is loaded again; null: none. */
export function lastKey() {
  return sessionStorage.getItem(LAST);
}

/**
 * Go on with that key after this tab is loaded again; null: with none.
 * @param {string | null} id
 */
export function rememberKey(id) {
  if (id === null) sessionStorage.removeItem(LAST);
  else sessionStorage.setItem(LAST, id);
}

/**
 * The public keys of a venue's servers, each kept from its first use on.
 * @param {string | undefined} venue
 * @returns {import("../sdk/proof.mjs").Known}
 */
export function knownServers(venue) {
  const read = () => JSON.parse(localStorage.getItem(SERVERS) ?? "{}");
  const name = (/** @type {string} */ url) => `${venue} ${url}`;
  return {
    get: (url) => read()[name(url)],
    set: (url, key) =>
      localStorage.setItem(SERVERS, JSON.stringify({ ...read(), [name(url)]: key })),
  };
}
