// @ts-check
/** What is decided and proved: proposals of representatives, alerts of risk, certificates. */

import { t, word } from "../ground/language.mjs";
import { Refusal } from "../keyed/refusal.mjs";
import { html, useState } from "../ground/view.mjs";
import { ActButton } from "./acting.mjs";
import { Pager } from "./pager.mjs";
import { Table, columnsOf, kindOf } from "./tables.mjs";
import { download } from "./uploads.mjs";

/** @import { Desk } from "./desk.mjs" */
/** @import { Columns, Failure, Int, Kept, RowOf } from "./types.d.ts" */

/** @typedef {RowOf<"proposals", "proposals">} Proposal */
/** @typedef {RowOf<"rights", "rights">} Mandate */
/** @typedef {RowOf<"alerts", "alerts">} Alert */
/** @typedef {RowOf<"certificates", "certificates">} Certificate */

/** What a proposal asks for, in one line. @param {Proposal} row */
function about({ fields }) {
  return Object.entries(JSON.parse(fields))
    .map(([name, value]) => `${word("registry_fields", name)} ${value}`).join(", ");
}

/** Proposals that wait for a second representative. @param {{ desk: Desk }} props */
export function Proposals({ desk }) {
  const { proposals = [], next } = desk.answers.proposals ?? {};
  const decide = (/** @type {Proposal} */ row) => {
    const given = { proposal: row.number, account: desk.account };
    const sentence = `${word("registry_acts", row.operation)} · ${row.maker} · ${about(row)}`;
    const names = row.maker === desk.keyId
      ? ["reject_proposal"] : ["approve_proposal", "reject_proposal"];
    return names.map((name) => html`<${ActButton} key=${name} desk=${desk} name=${name}
      given=${given} sentence=${sentence} tag=${`${name}-${row.number}`}
      danger=${name === "reject_proposal"} />`);
  };
  /** @type {Columns<Proposal>} */
  const columns = [
    .../** @type {Columns<Proposal>} */ (columnsOf("number", "entity", "account", "operation")),
    { name: "about", title: t("about"), left: true, mark: () => "text", show: about },
    .../** @type {Columns<Proposal>} */ (columnsOf("maker", "time_ns", "status")),
    { name: "acts", title: "", show: decide },
  ];
  return html`<${Table} name="proposals" title=${t("proposals")} columns=${columns}
      rows=${proposals} keyOf=${(/** @type {Proposal} */ row) => row.number} />
    <${Pager} desk=${desk} question="proposals" next=${next} />`;
}

/** Proposals, and who has which rights. @param {{ desk: Desk }} props */
export function Representatives({ desk }) {
  const rights = (/** @type {Mandate} */ row) =>
    row.rights.map((each) => word("registry_choices", each)).join(" · ");
  /** @type {Columns<Mandate>} */
  const columns = [
    .../** @type {Columns<Mandate>} */ (columnsOf("key", "name", "title")),
    { name: "rights", title: word("registry_fields", "rights"), left: true, show: rights },
    .../** @type {Columns<Mandate>} */ (columnsOf("first", "last", "document")),
  ];
  return html`<${Proposals} desk=${desk} />
    <${Table} name="rights" title=${t("rights")} columns=${columns}
      rows=${desk.answers.rights?.rights ?? []}
      keyOf=${(/** @type {Mandate} */ row) => row.key} />`;
}

/** Alerts of compliance risk (履约风险预警), the newest first. @param {{ desk: Desk }} props */
export function Alerts({ desk }) {
  const { alerts = [] } = desk.answers.alerts ?? {};
  /** @type {Columns<Alert>} */
  const columns = [
    .../** @type {Columns<Alert>} */ (
      columnsOf("number", "time_ns", "date", "entity", "name", "year")),
    kindOf("risk_alerts"),
    .../** @type {Columns<Alert>} */ (
      columnsOf("shortfall", "outstanding", "available", "days_left")),
  ];
  return html`<p class="row"><${ActButton} desk=${desk} name="assess_alerts" /></p>
    <${Table} name="alerts" title=${t("tab_alerts")} columns=${columns}
      rows=${[...alerts].reverse()} keyOf=${(/** @type {Alert} */ row) => row.number} />`;
}

/** Certificates of compliance (履约完成证明), each as a PDF file. @param {{ desk: Desk }} props */
export function Certificates({ desk }) {
  /** @type {Kept<Failure | null>} */ const [error, setError] = useState(null);
  const { certificates = [], next } = desk.answers.certificates ?? {};
  const take = async (/** @type {Int} */ number) => {
    try {
      const { pdf } = await desk.ask("certificate_file", { number });
      download(`certificate-${number}.pdf`, pdf, "application/pdf");
      setError(null);
    } catch (refused) {
      setError(/** @type {Failure} */ (refused));
    }
  };
  /** @type {Columns<Certificate>} */
  const columns = [
    .../** @type {Columns<Certificate>} */ (
      columnsOf("number", "entity", "year", "time_ns", "who")),
    { name: "code", title: t("code_of_certificate"), left: true, mark: () => "code",
      show: (row) => row.code ?? "–" },
    { name: "file", title: "", show: (row) => html`<button type="button"
      data-name=${`pdf-${row.number}`} disabled=${row.code === null}
      onClick=${() => take(row.number)}>PDF</button>` },
  ];
  return html`<${Refusal} error=${error} />
    <p class="row"><${ActButton} desk=${desk} name="certify" /></p>
    <${Table} name="certificates" title=${t("tab_certificates")} columns=${columns}
      rows=${certificates} keyOf=${(/** @type {Certificate} */ row) => row.number} />
    <${Pager} desk=${desk} question="certificates" next=${next} />`;
}
