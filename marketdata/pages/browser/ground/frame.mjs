// @ts-check
/** What surrounds every page: its name, the others, the day, the connection, language and theme. */

import { moment } from "./figures.mjs";
import { either, language, setLanguage, t, word } from "./language.mjs";
import { theme, turnTheme } from "./theme.mjs";
import { html } from "./view.mjs";

/** @typedef {import("./start.mjs").Page} Page */
/** @typedef {import("./start.mjs").Site} Site */

/** @param {{ page: Page, site: Site }} props */
export function Frame({ page, site }) {
  const own = site.pages.find((each) => each.path === site.path);
  document.title = either(...(own?.name ?? ["", ""]));
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  return html`
    <a class="skip" href="#content">${t("skip")}</a>
    <header class="bar">
      <${Links} site=${site} />
      <${Day} site=${site} />
      <${Switches} site=${site} />
    </header>
    <main id="content" tabindex="-1">
      ${site.fault ? html`<p class="notice bad" role="alert" data-name="fault">
        ${t("fault", { message: site.fault.message })}</p>` : null}
      <${page.View} />
    </main>
    <footer class="bar quiet"><a href="https://www.tradingview.com/"
      rel="noreferrer">${t("charts_by")}</a></footer>`;
}

/** @param {{ site: Site }} props */
function Links({ site }) {
  const link = (/** @type {Site["pages"][0]} */ each) => html`<a href=${each.path}
    aria-current=${each.path === site.path ? "page" : null}>${either(...each.name)}</a>`;
  return html`<nav aria-label=${t("pages")}>${site.pages.map(link)}</nav>`;
}

/** @param {{ site: Site }} props */
function Day({ site }) {
  const status = site.live.latest.status;
  const light = site.live.isConnected ? "connected" : "connecting";
  const now = moment(BigInt(Date.now()) * 1_000_000n).slice(11);
  return html`<p class="day">
    <b data-name="today">${status?.date ?? "–"}</b>
    <span data-name="phase">${status ? word("phases", status.phase) : "–"}</span>
    ${status?.venue_halted ? html`<strong class="halted">⏸ ${t("venue_halted")}</strong>` : null}
    <span class=${`light ${light}`} data-name="connection" role="status">
      ${light === "connected" ? "●" : "○"} ${t(light)}</span>
    <time>${now} ${t("shanghai")}</time>
  </p>`;
}

/** @param {{ site: Site }} props */
function Switches({ site }) {
  const turn = () => {
    setLanguage(language() === "zh" ? "en" : "zh");
    site.paint();
  };
  const change = () => {
    turnTheme();
    site.paint();
  };
  return html`<div class="switches">
    <button type="button" data-name="language" lang=${language() === "zh" ? "en" : "zh-CN"}
      onClick=${turn}>${t("other_language")}</button>
    <button type="button" data-name="theme" onClick=${change}>
      ${t(theme() === "dark" ? "light" : "dark")}</button>
  </div>`;
}
