// @ts-check
/** Choose the key to work with: one of this browser, a new one by a code, or one of a file. */

import { Key, Refused, enrol, holderOf, keyFromPem, newKey } from "../sdk/index.mjs";
import { dropKey, keepKey, knownServers, lastKey, rememberKey, storedKeys } from "./key_store.mjs";
import { t, word } from "../ground/language.mjs";
import { Panel } from "../ground/pieces.mjs";
import { Refusal } from "./refusal.mjs";
import { html, useEffect, useState } from "../ground/view.mjs";

/** @import { StoredKey } from "./key_store.mjs" */
/** @import { Failure, Kept, Typed } from "./types.d.ts" */

/**
 * Make a key in this browser and enter it at the venue by a one-time code.
 * @param {string} gateway its address
 * @param {string} venue
 * @param {string} code
 */
async function enrolled(gateway, venue, code) {
  const id = holderOf(code);
  const kept = (await storedKeys(venue)).find((each) => each.id === id && !each.role);
  const stored = kept ?? (await made(venue, id));
  try {
    const key = new Key(id, stored.privateKey);
    const brought = { code, publicKey: /** @type {string} */ (stored.publicKey) };
    const granted = await enrol(gateway, key, brought, { venue, known: knownServers(venue) });
    await keepKey({ ...stored, role: granted.role, account: granted.account });
  } catch (error) {
    if (error instanceof Refused) await dropKey(venue, id);
    throw error;
  }
  return id;
}

/**
 * A new key, kept before anything is asked with it.
 * @param {string} venue
 * @param {string} id
 */
async function made(venue, id) {
  const { key, publicKey } = await newKey(id);
  const stored = { venue, id, privateKey: key.privateKey, publicKey, role: null, account: null };
  await keepKey(stored);
  return stored;
}

/**
 * Keep the key of a file that `ceax keys new` has written.
 * @param {string} venue
 * @param {File} file
 */
async function imported(venue, file) {
  const id = file.name.replace(/\.pem$/, "");
  const { privateKey } = await keyFromPem(id, await file.text());
  const unknown = { publicKey: null, role: null, account: null };
  await keepKey({ venue, id, privateKey, ...unknown });
  return id;
}

/**
 * The panel. `gateway` is its address, `venue` the venue's id. `enter` logs on with a key and
 * throws where that is refused; after a reload the tab goes on with the key it had.
 * @param {{ gateway: string, venue: string, enter: (key: Key) => Promise<void> }} props
 */
export function LogOn({ gateway, venue, enter }) {
  /** @type {Kept<StoredKey[]>} */ const [keys, setKeys] = useState([]);
  /** @type {Kept<Failure | null>} */ const [error, setError] = useState(null);
  /** @type {Kept<boolean>} */ const [isBusy, setBusy] = useState(false);
  const read = async () => setKeys(await storedKeys(venue));
  const attempt = async (/** @type {() => Promise<unknown>} */ work) => {
    setBusy(true);
    setError(null);
    await work().catch(setError);
    await read();
    setBusy(false);
  };
  const use = async (/** @type {string} */ id) => {
    const stored = (await storedKeys(venue)).find((each) => each.id === id);
    if (stored === undefined) return;
    rememberKey(id);
    await enter(new Key(id, stored.privateKey));
  };
  useEffect(() => {
    attempt(async () => lastKey() && (await use(/** @type {string} */ (lastKey()))));
  }, [venue]);
  return html`<${Panel} name="log-on" title=${t("log_on")}>
    <${KeyList} keys=${keys} disabled=${isBusy}
      use=${(/** @type {string} */ id) => attempt(() => use(id))}
      forget=${(/** @type {string} */ id) => attempt(() => dropKey(venue, id))} />
    <${NewKey} disabled=${isBusy}
      enter=${(/** @type {string} */ code) =>
        attempt(async () => use(await enrolled(gateway, venue, code)))} />
    <label>${t("key_file")}
      <input type="file" accept=".pem" data-name="key-file" disabled=${isBusy}
        onChange=${(/** @type {any} */ { target }) =>
          target.files[0] && attempt(async () => use(await imported(venue, target.files[0])))} />
    </label>
    <${Refusal} error=${error} />
  <//>`;
}

/**
 * @param {{ keys: StoredKey[], disabled: boolean, use: (id: string) => void,
 *   forget: (id: string) => void }} props
 */
function KeyList({ keys, disabled, use, forget }) {
  if (keys.length === 0) return html`<p>${t("no_keys")}</p>`;
  return html`<ul class="keys" data-name="keys">
    ${keys.map(
      ({ id, role, account }) => html`<li key=${id}>
        <button data-name=${`use-${id}`} disabled=${disabled} onClick=${() => use(id)}>
          ${id}
        </button>
        <span>${role && word("roles", role)} ${account ?? ""}</span>
        <button class="plain" data-name=${`forget-${id}`} disabled=${disabled}
          onClick=${() => confirm(t("forget_key_why")) && forget(id)}>${t("forget_key")}</button>
      </li>`,
    )}
  </ul>`;
}

/** @param {{ disabled: boolean, enter: (code: string) => void }} props */
function NewKey({ disabled, enter }) {
  /** @type {Kept<string>} */ const [code, setCode] = useState("");
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    enter(code);
  };
  return html`<form class="row" onSubmit=${submit}>
    <label>${t("code")}
      <input data-name="code" value=${code} required pattern="[^:]+:.+" autocomplete="off"
        placeholder="carol:7K2M-…"
        onInput=${(/** @type {Typed} */ { target }) => setCode(target.value)} />
    </label>
    <button data-name="enrol" disabled=${disabled}>${t("new_key")}</button>
    <small>${t("new_key_why")}</small>
  </form>`;
}
