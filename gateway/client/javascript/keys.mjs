// @ts-check
/** Ed25519 keys of members and servers, by the platform's own WebCrypto. */

const ED25519 = { name: "Ed25519" };

/** A key that can sign a log-on: its id, and the private half, which need not be extractable. */
export class Key {
  /**
   * @param {string} id of the key at the venue
   * @param {CryptoKey} privateKey
   */
  constructor(id, privateKey) {
    this.id = id;
    this.privateKey = privateKey;
  }

  /**
   * The signature of a text, in hex.
   * @param {string} text
   */
  async sign(text) {
    const bytes = new TextEncoder().encode(text);
    return hex(await crypto.subtle.sign(ED25519, this.privateKey, bytes));
  }
}

/**
 * A new key whose private half never leaves the platform, and its public half in hex, which the
 * venue is given.
 * @param {string} id
 * @returns {Promise<{ key: Key, publicKey: string }>}
 */
export async function newKey(id) {
  const pair = /** @type {CryptoKeyPair} */ (
    await crypto.subtle.generateKey(ED25519, false, ["sign", "verify"])
  );
  const publicKey = hex(await crypto.subtle.exportKey("raw", pair.publicKey));
  return { key: new Key(id, pair.privateKey), publicKey };
}

/**
 * A key from a file that `ceax keys new` has written (PEM, PKCS #8).
 * @param {string} id
 * @param {string} pem the file's text
 * @throws {DOMException} where it is no Ed25519 key
 */
export async function keyFromPem(id, pem) {
  const base64 = pem.replace(/-----[A-Z ]+-----/g, "").replace(/\s/g, "");
  const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  return new Key(id, await crypto.subtle.importKey("pkcs8", bytes, ED25519, false, ["sign"]));
}

/**
 * Whether a signature in hex is that of a public key in hex over a text.
 * @param {string} publicKey
 * @param {string} signature
 * @param {string} text
 */
export async function isSigned(publicKey, signature, text) {
  const key = await crypto.subtle.importKey("raw", unhex(publicKey), ED25519, false, ["verify"]);
  const bytes = new TextEncoder().encode(text);
  return crypto.subtle.verify(ED25519, key, unhex(signature), bytes);
}

/** A nonce for one connection: 32 random bytes in hex. */
export function freshNonce() {
  return hex(crypto.getRandomValues(new Uint8Array(32)));
}

/** @param {ArrayBuffer | Uint8Array} bytes */
function hex(bytes) {
  return Array.from(new Uint8Array(bytes), (each) => each.toString(16).padStart(2, "0")).join("");
}

/** @param {string} text */
function unhex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (each) => parseInt(each, 16));
}
