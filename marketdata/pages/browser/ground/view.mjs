// @ts-check
/** Preact with htm: templates in place of a compiler. */

import htm from "../parts/htm.mjs";
import { h, render } from "../parts/preact.mjs";

export { useEffect, useMemo, useRef, useState } from "../parts/hooks.mjs";
export { render };
export const html = htm.bind(h);
