// @ts-check
/** The day: phase and schedule, and how the last days have gone on to settlement. */

import { tonnes, yuan } from "../ground/figures.mjs";
import { t, word } from "../ground/language.mjs";
import { Figures, Panel } from "../ground/pieces.mjs";
import { html } from "../ground/view.mjs";
import { ActButton } from "./doing.mjs";

/** @import { Console } from "./console.mjs" */
/** @import { Columns, Reply, RowOf } from "../keyed/types.d.ts" */

/** @typedef {Reply<"schedule">["steps"][0]} Step */
/** @typedef {RowOf<"days">} DayRow */

const PHASES = ["pre_open", "morning", "lunch", "afternoon", "closed"];

/** The panel. @param {{ desk: Console }} props */
export function Day({ desk }) {
  const { status, schedule } = desk.answers;
  if (status === undefined) return html`<${Panel} name="day" title=${t("day")} />`;
  const { date, phase } = status;
  const next = PHASES[PHASES.indexOf(phase) + 1];
  return html`<${Panel} name="day" title=${t("day")}>
    <p class="row"><b data-name="day-date">${date || "–"}</b>
      <span data-name="day-phase">${word("phases", phase)}</span>
      <span class="quiet">${t(`clock_${status.schedule.clock}`)}</span>
      ${status.venue_halted && html`<strong class="halted">⏸ ${t("venue_halted")}</strong>`}</p>
    <div class="row">
      <${ActButton} desk=${desk} name="start_day" />
      ${next && html`<${ActButton} desk=${desk} name="set_phase" given=${{ phase: next }}
        sentence=${word("phases", next)} words=${`→ ${word("phases", next)}`} />`}
      <${ActButton} desk=${desk} name="end_day" />
      <${ActButton} desk=${desk} name=${status.venue_halted ? "resume" : "halt"} tag="halt-venue"
        sentence=${t("whole_venue")} danger=${!status.venue_halted}
        words=${status.venue_halted ? t("resume_venue") : t("halt_venue")} />
      <${ActButton} desk=${desk} name="announce" />
    </div>
    <${Notices} notices=${status.schedule.notices} />
    <${Steps} steps=${schedule?.steps ?? []} />
  <//>`;
}

/** @param {{ notices: Reply<"status">["schedule"]["notices"] }} props */
function Notices({ notices }) {
  return notices.map(
    ({ code, message, waits }) => html`<p key=${code} role="status" data-name=${`notice-${code}`}
      class=${`notice ${waits ? "bad" : ""}`}>${message}</p>`,
  );
}

/** @param {{ steps: Step[] }} props */
function Steps({ steps }) {
  const what = (/** @type {Step} */ row) =>
    word("acts", row.step) + (row.phase ? ` ${word("phases", row.phase)}` : "");
  /** @type {Columns<Step>} */
  const columns = [
    { name: "at", title: t("at"), left: true },
    { name: "step", title: t("step"), left: true, show: what },
    { name: "waits_for", title: t("waits_for"), left: true, show: (row) => row.waits_for ?? "" },
  ];
  return html`<${Figures} name="schedule" caption=${t("schedule")} columns=${columns} rows=${steps}
    keyOf=${(/** @type {Step} */ row) => `${row.at} ${row.step} ${row.phase}`} />`;
}

/**
 * How the last days have gone: traded, ended, confirmed, settled.
 * @param {{ desk: Console }} props
 */
export function Settlement({ desk }) {
  const tick = (/** @type {"ended" | "confirmed" | "settled"} */ name) => ({
    name,
    title: t(name),
    show: (/** @type {DayRow} */ row) => (row[name] ? "✓" : "…"),
    mark: (/** @type {DayRow} */ row) => (row[name] ? "done" : "waits"),
  });
  /** @type {Columns<DayRow>} */
  const columns = [
    { name: "date", title: t("date"), left: true },
    { name: "count", title: t("trades"), show: (row) => tonnes(row.count) },
    { name: "quantity", title: t("quantity"), show: (row) => tonnes(row.quantity) },
    { name: "amount", title: t("amount"), show: (row) => yuan(row.amount_fen) },
    tick("ended"),
    tick("confirmed"),
    tick("settled"),
    { name: "failed", title: t("failed"), show: (row) => tonnes(row.failed) },
  ];
  const rows = [...(desk.answers.days?.days ?? [])].reverse();
  return html`<${Panel} name="settlement" title=${t("settlement")}>
    <${Figures} name="days" caption=${t("settlement")} columns=${columns} rows=${rows}
      keyOf=${(/** @type {DayRow} */ row) => row.date} />
  <//>`;
}
