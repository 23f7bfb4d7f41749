-- The tables and indexes of a registry of revision v0009; {number}, {one} and {without_rowid} differ
-- between SQLite and PostgreSQL.

CREATE TABLE registry (
    one {one} NOT NULL, epoch VARCHAR(64) NOT NULL, next_seq BIGINT NOT NULL,
    writes BIGINT NOT NULL, writer VARCHAR(32) NOT NULL, PRIMARY KEY (one)
);

CREATE TABLE entities (
    entity INTEGER NOT NULL, name VARCHAR(64) NOT NULL, kind SMALLINT NOT NULL,
    province SMALLINT NOT NULL, sector SMALLINT NOT NULL, credit_code VARCHAR(18),
    status SMALLINT NOT NULL, opened_ns BIGINT NOT NULL, opened_by VARCHAR(64) NOT NULL,
    PRIMARY KEY (entity), UNIQUE (credit_code)
);

CREATE TABLE representatives (
    entity INTEGER NOT NULL, since_ns BIGINT NOT NULL, name VARCHAR(64) NOT NULL, until_ns BIGINT,
    PRIMARY KEY (entity, since_ns)
);

CREATE TABLE accounts (
    account INTEGER NOT NULL, name VARCHAR(64) NOT NULL, opened_ns BIGINT NOT NULL,
    opened_by VARCHAR(64) NOT NULL, entity INTEGER NOT NULL, status SMALLINT NOT NULL,
    PRIMARY KEY (account)
);
CREATE INDEX accounts_entity ON accounts (entity);

CREATE TABLE changes (
    number {number} NOT NULL, time_ns BIGINT NOT NULL, who VARCHAR(64) NOT NULL,
    role VARCHAR(16) NOT NULL, subject VARCHAR(16) NOT NULL, subject_number INTEGER NOT NULL,
    field VARCHAR(32) NOT NULL, "before" VARCHAR(400) NOT NULL, "after" VARCHAR(400) NOT NULL,
    document VARCHAR(120) NOT NULL, PRIMARY KEY (number)
);
CREATE INDEX changes_subject ON changes (subject, subject_number, number);

CREATE TABLE holdings (
    account INTEGER NOT NULL, instrument VARCHAR(24) NOT NULL, state SMALLINT NOT NULL,
    quantity BIGINT NOT NULL, PRIMARY KEY (account, instrument, state),
    CONSTRAINT holding_not_negative CHECK (account = -1 OR quantity >= 0)
){without_rowid};

CREATE TABLE journal (
    number {number} NOT NULL, time_ns BIGINT NOT NULL, date INTEGER NOT NULL,
    kind SMALLINT NOT NULL, instrument VARCHAR(24) NOT NULL, quantity BIGINT NOT NULL,
    from_account INTEGER NOT NULL, from_state SMALLINT NOT NULL, to_account INTEGER NOT NULL,
    to_state SMALLINT NOT NULL, method VARCHAR(24) NOT NULL, trade BIGINT NOT NULL,
    reference BIGINT NOT NULL, who VARCHAR(64) NOT NULL, event BIGINT NOT NULL,
    PRIMARY KEY (number), CONSTRAINT entry_not_negative CHECK (quantity >= 0)
);
CREATE INDEX journal_bank ON journal (date) WHERE from_state = 150 OR to_state = 150;
CREATE INDEX journal_from ON journal (from_account, number);
CREATE INDEX journal_to ON journal (to_account, number);

CREATE TABLE sign_offs (
    event {number} NOT NULL, time_ns BIGINT NOT NULL, kind SMALLINT NOT NULL,
    entries INTEGER NOT NULL, who VARCHAR(64) NOT NULL, role VARCHAR(16) NOT NULL,
    document VARCHAR(120) NOT NULL, note VARCHAR(400) NOT NULL, reverses BIGINT,
    PRIMARY KEY (event), UNIQUE (reverses)
);

CREATE TABLE instruments (
    instrument VARCHAR(24) NOT NULL, year SMALLINT, time_ns BIGINT NOT NULL,
    who VARCHAR(64) NOT NULL, PRIMARY KEY (instrument)
);

CREATE TABLE issues (
    issue {number} NOT NULL, instrument VARCHAR(24) NOT NULL, first BIGINT NOT NULL,
    last BIGINT NOT NULL, year SMALLINT NOT NULL, province SMALLINT NOT NULL, PRIMARY KEY (issue),
    CONSTRAINT issue_in_order CHECK (first >= 1 AND first <= last),
    CONSTRAINT issue_once UNIQUE (instrument, first)
);

CREATE TABLE blocks (
    instrument VARCHAR(24) NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL,
    issue BIGINT NOT NULL, account INTEGER NOT NULL, state SMALLINT NOT NULL,
    PRIMARY KEY (account, instrument, state, first),
    CONSTRAINT block_in_order CHECK (first >= 1 AND first <= last),
    CONSTRAINT block_once UNIQUE (instrument, first)
){without_rowid};

CREATE TABLE moved_spans (
    entry BIGINT NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL,
    instrument VARCHAR(24) NOT NULL, fork BIGINT NOT NULL, PRIMARY KEY (entry, first)
){without_rowid};
CREATE INDEX moved_spans_fork ON moved_spans (instrument, fork);

CREATE TABLE transfer_windows (
    task SMALLINT NOT NULL, opens SMALLINT NOT NULL, closes SMALLINT NOT NULL, PRIMARY KEY (task),
    CONSTRAINT window_in_order CHECK (0 <= opens AND opens < closes AND closes <= 1440)
);

CREATE TABLE rules (
    name VARCHAR(32) NOT NULL, entity INTEGER NOT NULL, value BIGINT NOT NULL,
    PRIMARY KEY (name, entity)
);

CREATE TABLE files (
    digest VARCHAR(64) NOT NULL, kind VARCHAR(32) NOT NULL, reference VARCHAR(120) NOT NULL,
    event BIGINT NOT NULL, time_ns BIGINT NOT NULL, who VARCHAR(64) NOT NULL, rows INTEGER NOT NULL,
    total BIGINT NOT NULL, content VARCHAR(64), PRIMARY KEY (kind, reference)
);
CREATE INDEX files_content ON files (content);
CREATE INDEX files_digest ON files (digest);

CREATE TABLE client_references (
    scope INTEGER NOT NULL, reference VARCHAR(64) NOT NULL, operation VARCHAR(32) NOT NULL,
    digest VARCHAR(64) NOT NULL, result VARCHAR(400) NOT NULL, time_ns BIGINT NOT NULL,
    who VARCHAR(64) NOT NULL, PRIMARY KEY (scope, reference)
){without_rowid};

CREATE TABLE transfers (
    reference {number} NOT NULL, task SMALLINT NOT NULL, account INTEGER NOT NULL,
    instrument VARCHAR(24) NOT NULL, quantity BIGINT NOT NULL, date INTEGER NOT NULL,
    status SMALLINT NOT NULL, code VARCHAR(64) NOT NULL, PRIMARY KEY (reference)
);
CREATE INDEX transfers_status ON transfers (status, reference);

CREATE TABLE trades (
    seq {number} NOT NULL, date INTEGER NOT NULL, method VARCHAR(24) NOT NULL,
    trade BIGINT NOT NULL, instrument VARCHAR(24) NOT NULL, instrument_number INTEGER NOT NULL,
    price BIGINT NOT NULL, quantity BIGINT NOT NULL, amount_fen BIGINT NOT NULL,
    buyer INTEGER NOT NULL, seller INTEGER NOT NULL, buyer_trading_fee_fen BIGINT NOT NULL,
    buyer_settlement_fee_fen BIGINT NOT NULL, seller_trading_fee_fen BIGINT NOT NULL,
    seller_settlement_fee_fen BIGINT NOT NULL, status SMALLINT NOT NULL,
    reason VARCHAR(400) NOT NULL, PRIMARY KEY (seq), CONSTRAINT trade_once UNIQUE (method, trade)
);
CREATE INDEX trades_day ON trades (date, status, seq);

CREATE TABLE days (
    date INTEGER NOT NULL, status SMALLINT NOT NULL, count BIGINT, quantity BIGINT,
    amount_fen BIGINT, tape_hash VARCHAR(16), composite_close BIGINT, failed BIGINT NOT NULL,
    problem VARCHAR(400) NOT NULL, PRIMARY KEY (date)
);

CREATE TABLE day_closes (
    date INTEGER NOT NULL, instrument VARCHAR(24) NOT NULL, price BIGINT NOT NULL,
    PRIMARY KEY (date, instrument)
);

CREATE TABLE bank_accounts (
    account INTEGER NOT NULL, holder VARCHAR(64) NOT NULL, bank VARCHAR(64) NOT NULL,
    bank_account VARCHAR(34) NOT NULL, PRIMARY KEY (account)
);

CREATE TABLE bank_lines (
    number {number} NOT NULL, reference VARCHAR(64) NOT NULL, date INTEGER NOT NULL,
    booked INTEGER NOT NULL, amount_fen BIGINT NOT NULL, account INTEGER NOT NULL,
    named VARCHAR(120) NOT NULL, payer_name VARCHAR(120) NOT NULL,
    payer_account VARCHAR(34) NOT NULL, assigned BIGINT, PRIMARY KEY (number), UNIQUE (reference)
);
CREATE INDEX bank_lines_account ON bank_lines (account, number);
CREATE INDEX bank_lines_booked ON bank_lines (booked);
CREATE INDEX bank_lines_date ON bank_lines (date);

CREATE TABLE payments (
    payment {number} NOT NULL, account INTEGER NOT NULL, amount_fen BIGINT NOT NULL,
    holder VARCHAR(120) NOT NULL, bank VARCHAR(64) NOT NULL, bank_account VARCHAR(34) NOT NULL,
    status SMALLINT NOT NULL, requested INTEGER NOT NULL, line BIGINT, file INTEGER, sent INTEGER,
    reason VARCHAR(400) NOT NULL, PRIMARY KEY (payment),
    CONSTRAINT payment_positive CHECK (amount_fen > 0)
);
CREATE INDEX payments_account ON payments (account, payment);
CREATE INDEX payments_file ON payments (file, payment);
CREATE INDEX payments_line ON payments (line);
CREATE INDEX payments_status ON payments (status, payment);

CREATE TABLE bank_balances (
    number {number} NOT NULL, date INTEGER NOT NULL, settlement_account VARCHAR(34) NOT NULL,
    balance_fen BIGINT NOT NULL, time_ns BIGINT NOT NULL, who VARCHAR(64) NOT NULL,
    PRIMARY KEY (number)
);
CREATE INDEX bank_balances_date ON bank_balances (date, number);

CREATE TABLE obligations (
    number {number} NOT NULL, entity INTEGER NOT NULL, year SMALLINT NOT NULL,
    emissions BIGINT NOT NULL, due BIGINT NOT NULL, time_ns BIGINT NOT NULL,
    who VARCHAR(64) NOT NULL, PRIMARY KEY (number)
);
CREATE INDEX obligations_entity ON obligations (entity, year, number);
CREATE INDEX obligations_year ON obligations (year, entity, number);

CREATE TABLE year_rules (
    number {number} NOT NULL, year SMALLINT NOT NULL, deadline INTEGER NOT NULL,
    offset_bp INTEGER NOT NULL, fine_low INTEGER NOT NULL, fine_high INTEGER NOT NULL,
    time_ns BIGINT NOT NULL, who VARCHAR(64) NOT NULL, PRIMARY KEY (number)
);

CREATE TABLE vintage_rules (
    number {number} NOT NULL, first_year SMALLINT NOT NULL, last_year SMALLINT NOT NULL,
    arrears SMALLINT NOT NULL, from_day INTEGER NOT NULL, first_vintage SMALLINT NOT NULL,
    last_vintage SMALLINT NOT NULL, source VARCHAR(120) NOT NULL, time_ns BIGINT NOT NULL,
    who VARCHAR(64) NOT NULL, PRIMARY KEY (number)
);

CREATE TABLE surrenders (
    event {number} NOT NULL, entity INTEGER NOT NULL, year SMALLINT NOT NULL,
    account INTEGER NOT NULL, instrument VARCHAR(24) NOT NULL, credit SMALLINT NOT NULL,
    quantity BIGINT NOT NULL, date INTEGER NOT NULL, PRIMARY KEY (event)
);
CREATE INDEX surrenders_year ON surrenders (year, entity);

CREATE TABLE carry_over_rules (
    number {number} NOT NULL, year SMALLINT NOT NULL, instrument VARCHAR(24) NOT NULL,
    sold_from INTEGER NOT NULL, sold_to INTEGER NOT NULL, base_power BIGINT NOT NULL,
    base_other BIGINT NOT NULL, numerator INTEGER NOT NULL, denominator INTEGER NOT NULL,
    time_ns BIGINT NOT NULL, who VARCHAR(64) NOT NULL, PRIMARY KEY (number)
);

CREATE TABLE carry_overs (
    event {number} NOT NULL, year SMALLINT NOT NULL, entity INTEGER NOT NULL,
    account INTEGER NOT NULL, instrument VARCHAR(24) NOT NULL, quantity BIGINT NOT NULL,
    PRIMARY KEY (event)
);
CREATE INDEX carry_overs_year ON carry_overs (year, entity);

CREATE TABLE carry_over_ends (
    event {number} NOT NULL, request BIGINT NOT NULL, PRIMARY KEY (event)
);
CREATE INDEX carry_over_ends_request ON carry_over_ends (request);

CREATE TABLE certificates (
    number {number} NOT NULL, entity INTEGER NOT NULL, year SMALLINT NOT NULL,
    fingerprint VARCHAR(64) NOT NULL, time_ns BIGINT NOT NULL, who VARCHAR(64) NOT NULL,
    PRIMARY KEY (number), UNIQUE (fingerprint)
);
CREATE INDEX certificates_entity ON certificates (entity, year);

CREATE TABLE alerts (
    number {number} NOT NULL, time_ns BIGINT NOT NULL, date INTEGER NOT NULL,
    entity INTEGER NOT NULL, year SMALLINT NOT NULL, kind VARCHAR(16) NOT NULL,
    shortfall BIGINT NOT NULL, outstanding BIGINT NOT NULL, available BIGINT NOT NULL,
    offered BIGINT NOT NULL, days_left INTEGER NOT NULL, PRIMARY KEY (number)
);
CREATE INDEX alerts_entity ON alerts (entity, year, kind, number);

CREATE TABLE default_rules (
    number {number} NOT NULL, top_up_minute SMALLINT, top_up_days SMALLINT NOT NULL,
    automatic SMALLINT NOT NULL, fee_share_bp INTEGER NOT NULL, hold_results SMALLINT NOT NULL,
    time_ns BIGINT NOT NULL, who VARCHAR(64) NOT NULL, role VARCHAR(16) NOT NULL,
    document VARCHAR(120) NOT NULL, PRIMARY KEY (number)
);

CREATE TABLE defaults (
    number {number} NOT NULL, date INTEGER NOT NULL, seq BIGINT NOT NULL, account INTEGER NOT NULL,
    instrument VARCHAR(24) NOT NULL, missing BIGINT NOT NULL, PRIMARY KEY (number),
    CONSTRAINT something_missing CHECK (missing > 0), UNIQUE (seq)
);
CREATE INDEX defaults_account ON defaults (account, number);
CREATE INDEX defaults_date ON defaults (date, number);

CREATE TABLE default_acts (
    number {number} NOT NULL, of_default BIGINT NOT NULL, kind SMALLINT NOT NULL,
    time_ns BIGINT NOT NULL, date INTEGER NOT NULL, amount_fen BIGINT NOT NULL,
    deadline_ns BIGINT NOT NULL, event BIGINT NOT NULL, who VARCHAR(64) NOT NULL,
    role VARCHAR(16) NOT NULL, document VARCHAR(120) NOT NULL, note VARCHAR(400) NOT NULL,
    PRIMARY KEY (number)
);
CREATE INDEX default_acts_date ON default_acts (date, kind);
CREATE INDEX default_acts_default ON default_acts (of_default, number);

CREATE TABLE held_days (
    date INTEGER NOT NULL, until_ns BIGINT NOT NULL, PRIMARY KEY (date)
);

CREATE TABLE reserve_shares (
    date INTEGER NOT NULL, amount_fen BIGINT NOT NULL, event BIGINT NOT NULL, PRIMARY KEY (date)
);

CREATE TABLE objections (
    number {number} NOT NULL, time_ns BIGINT NOT NULL, date INTEGER NOT NULL,
    account INTEGER NOT NULL, method VARCHAR(24) NOT NULL, trade BIGINT NOT NULL,
    text VARCHAR(400) NOT NULL, who VARCHAR(64) NOT NULL, role VARCHAR(16) NOT NULL,
    PRIMARY KEY (number)
);
CREATE INDEX objections_account ON objections (account, number);
CREATE INDEX objections_date ON objections (date, number);

CREATE TABLE objection_answers (
    objection {number} NOT NULL, time_ns BIGINT NOT NULL, upheld SMALLINT NOT NULL,
    reason VARCHAR(400) NOT NULL, event BIGINT NOT NULL, who VARCHAR(64) NOT NULL,
    role VARCHAR(16) NOT NULL, document VARCHAR(120) NOT NULL, PRIMARY KEY (objection)
);

CREATE TABLE acceptances (
    date INTEGER NOT NULL, opened INTEGER NOT NULL, time_ns BIGINT NOT NULL, PRIMARY KEY (date)
);

CREATE TABLE recoveries (
    number {number} NOT NULL, journal_before BIGINT NOT NULL, exchange_last BIGINT NOT NULL,
    time_ns BIGINT NOT NULL, who VARCHAR(64) NOT NULL, ended_ns BIGINT, PRIMARY KEY (number)
);

CREATE TABLE mandates (
    number {number} NOT NULL, entity INTEGER NOT NULL, "key" VARCHAR(64) NOT NULL,
    public_key VARCHAR(64) NOT NULL, name VARCHAR(64) NOT NULL, title VARCHAR(64) NOT NULL,
    rights SMALLINT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    time_ns BIGINT NOT NULL, who VARCHAR(64) NOT NULL, document VARCHAR(120) NOT NULL,
    PRIMARY KEY (number)
);
CREATE INDEX mandates_entity ON mandates (entity, "key", number);

CREATE TABLE proposals (
    number {number} NOT NULL, entity INTEGER NOT NULL, account INTEGER NOT NULL,
    operation VARCHAR(32) NOT NULL, fields VARCHAR(2000) NOT NULL, maker VARCHAR(64) NOT NULL,
    time_ns BIGINT NOT NULL, status SMALLINT NOT NULL, checker VARCHAR(64) NOT NULL,
    decided_ns BIGINT NOT NULL, event BIGINT NOT NULL, note VARCHAR(400) NOT NULL,
    PRIMARY KEY (number)
);
CREATE INDEX proposals_account ON proposals (account, number);
CREATE INDEX proposals_status ON proposals (status, number);

