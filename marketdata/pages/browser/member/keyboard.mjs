// @ts-check
/** Keys of a member's screen: they act where no field is being typed into. */

/**
 * What each key does, by the name of its act, in the order in which the page lists them.
 * @type {Record<string, string>}
 */
export const KEYS = {
  b: "buy",
  s: "sell",
  p: "price",
  q: "quantity",
  ArrowUp: "price_up",
  ArrowDown: "price_down",
  "[": "instrument_before",
  "]": "instrument_after",
  x: "cancel_newest",
  X: "cancel_all",
  Escape: "clear",
};
const IN_FIELDS = new Set(["ArrowUp", "ArrowDown", "Escape"]);

/**
 * The act that a key press asks for; null where it is typing, or no key of ours.
 * @param {KeyboardEvent} event
 */
export function actOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const { tagName, dataset = {}, type } = /** @type {HTMLInputElement} */ (event.target);
  if (/** @type {Element} */ (event.target).closest?.("dialog")) return null;
  const isChoice = tagName === "SELECT" || tagName === "TEXTAREA" || type === "date";
  if (isChoice) return null;
  const isTyping = tagName === "INPUT";
  const isTicket = dataset.name?.startsWith("ticket-");
  if (isTyping && !(isTicket && IN_FIELDS.has(event.key))) return null;
  return KEYS[event.key] ?? null;
}
