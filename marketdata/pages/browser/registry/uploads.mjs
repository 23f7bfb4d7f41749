// @ts-check
/** Files on their way to the registry, a part after the other. */

/** @import { Registry } from "./types.d.ts" */

const PART_CHARACTERS = 15_000; // at most four bytes each, so that a part fits a frame

/**
 * Send a file up; its SHA-256, by which acts name it.
 * @param {Registry} session
 * @param {File} file in UTF-8
 */
export async function upload(session, file) {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  const digest = await sha256(text);
  const characters = Array.from(text);
  let offset = 0;
  do {
    const part = characters.slice(offset, offset + PART_CHARACTERS);
    await session.request("upload", { digest, offset, text: part.join("") });
    offset += part.length;
  } while (offset < characters.length);
  return digest;
}

/** @param {string} text */
async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (each) => each.toString(16).padStart(2, "0")).join("");
}

/**
 * Give a file to whoever looks at the page.
 * @param {string} name
 * @param {string} base64 its content
 * @param {string} type
 */
export function download(name, base64, type) {
  const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
