BEGIN TRANSACTION;
CREATE TABLE acceptances (
	date INTEGER NOT NULL, 
	opened INTEGER NOT NULL, 
	time_ns BIGINT NOT NULL, 
	PRIMARY KEY (date)
);
CREATE TABLE "accounts" (
	account INTEGER NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	opened_ns BIGINT NOT NULL, 
	opened_by VARCHAR(64) NOT NULL, 
	entity INTEGER NOT NULL, 
	status SMALLINT NOT NULL, 
	PRIMARY KEY (account)
);
INSERT INTO "accounts" VALUES(-3,'Suspense: money that is nobody''s yet',1795994186961787561,'',0,1);
INSERT INTO "accounts" VALUES(-2,'Registry: settlement reserve',0,'',0,1);
INSERT INTO "accounts" VALUES(-1,'Outside: issuance and bank',1767576600000000000,'',0,1);
INSERT INTO "accounts" VALUES(0,'Exchange: fee income',1767576600000000000,'',0,1);
INSERT INTO "accounts" VALUES(1,'Huaneng Power',1767576601000000000,'bridge',1,1);
INSERT INTO "accounts" VALUES(2,'Baowu Steel',1767576602000000000,'bridge',2,1);
INSERT INTO "accounts" VALUES(3,'Green Capital',1767576603000000000,'bridge',3,1);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('v0009');
CREATE TABLE alerts (
	number INTEGER NOT NULL, 
	time_ns BIGINT NOT NULL, 
	date INTEGER NOT NULL, 
	entity INTEGER NOT NULL, 
	year SMALLINT NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	shortfall BIGINT NOT NULL, 
	outstanding BIGINT NOT NULL, 
	available BIGINT NOT NULL, 
	offered BIGINT NOT NULL, 
	days_left INTEGER NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE bank_accounts (
	account INTEGER NOT NULL, 
	holder VARCHAR(64) NOT NULL, 
	bank VARCHAR(64) NOT NULL, 
	bank_account VARCHAR(34) NOT NULL, 
	PRIMARY KEY (account)
);
CREATE TABLE bank_balances (
	number INTEGER NOT NULL, 
	date INTEGER NOT NULL, 
	settlement_account VARCHAR(34) NOT NULL, 
	balance_fen BIGINT NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE bank_lines (
	number INTEGER NOT NULL, 
	reference VARCHAR(64) NOT NULL, 
	date INTEGER NOT NULL, 
	booked INTEGER NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	account INTEGER NOT NULL, 
	named VARCHAR(120) NOT NULL, 
	payer_name VARCHAR(120) NOT NULL, 
	payer_account VARCHAR(34) NOT NULL, 
	assigned BIGINT, 
	PRIMARY KEY (number), 
	UNIQUE (reference)
);
CREATE TABLE blocks (
	instrument VARCHAR(24) NOT NULL, 
	first BIGINT NOT NULL, 
	last BIGINT NOT NULL, 
	issue BIGINT NOT NULL, 
	account INTEGER NOT NULL, 
	state SMALLINT NOT NULL, 
	PRIMARY KEY (account, instrument, state, first), 
	CONSTRAINT block_once UNIQUE (instrument, first), 
	CONSTRAINT block_in_order CHECK (first >= 1 AND first <= last)
)
 WITHOUT ROWID

;
INSERT INTO "blocks" VALUES('CEA',1,500,38,1,1);
INSERT INTO "blocks" VALUES('CEA25',31,400,39,1,1);
INSERT INTO "blocks" VALUES('CEA25',401,1010,40,1,2);
INSERT INTO "blocks" VALUES('CEA25',1,10,39,1,3);
INSERT INTO "blocks" VALUES('CEA25',11,30,39,1,7);
INSERT INTO "blocks" VALUES('CEA',501,930,41,2,1);
INSERT INTO "blocks" VALUES('CEA',931,1000,44,2,3);
INSERT INTO "blocks" VALUES('CEA25',1011,2410,42,2,1);
INSERT INTO "blocks" VALUES('CEA25',2411,3004,43,2,2);
INSERT INTO "blocks" VALUES('CEA',1001,1500,45,3,1);
INSERT INTO "blocks" VALUES('CEA25',3005,5404,46,3,1);
INSERT INTO "blocks" VALUES('CEA25',5405,5405,47,3,2);
INSERT INTO "blocks" VALUES('CEA25',5406,6000,48,3,3);
CREATE TABLE carry_over_ends (
	event INTEGER NOT NULL, 
	request BIGINT NOT NULL, 
	PRIMARY KEY (event)
);
CREATE TABLE carry_over_rules (
	number INTEGER NOT NULL, 
	year SMALLINT NOT NULL, 
	instrument VARCHAR(24) NOT NULL, 
	sold_from INTEGER NOT NULL, 
	sold_to INTEGER NOT NULL, 
	base_power BIGINT NOT NULL, 
	base_other BIGINT NOT NULL, 
	numerator INTEGER NOT NULL, 
	denominator INTEGER NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE carry_overs (
	event INTEGER NOT NULL, 
	year SMALLINT NOT NULL, 
	entity INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	instrument VARCHAR(24) NOT NULL, 
	quantity BIGINT NOT NULL, 
	PRIMARY KEY (event)
);
CREATE TABLE certificates (
	number INTEGER NOT NULL, 
	entity INTEGER NOT NULL, 
	year SMALLINT NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (fingerprint)
);
CREATE TABLE changes (
	number INTEGER NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	subject VARCHAR(16) NOT NULL, 
	subject_number INTEGER NOT NULL, 
	field VARCHAR(32) NOT NULL, 
	"before" VARCHAR(400) NOT NULL, 
	"after" VARCHAR(400) NOT NULL, 
	document VARCHAR(120) NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE client_references (
	scope INTEGER NOT NULL, 
	reference VARCHAR(64) NOT NULL, 
	operation VARCHAR(32) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	result VARCHAR(400) NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	PRIMARY KEY (scope, reference)
)
 WITHOUT ROWID

;
INSERT INTO "client_references" VALUES(0,'old-1','deposit','0000000000000000000000000000000000000000000000000000000000000000','{"number": 7}',1700000000000000000,'lin');
CREATE TABLE day_closes (
	date INTEGER NOT NULL, 
	instrument VARCHAR(24) NOT NULL, 
	price BIGINT NOT NULL, 
	PRIMARY KEY (date, instrument)
);
INSERT INTO "day_closes" VALUES(20260105,'CEA25',7850);
INSERT INTO "day_closes" VALUES(20260105,'CEA',6000);
CREATE TABLE days (
	date INTEGER NOT NULL, 
	status SMALLINT NOT NULL, 
	count BIGINT, 
	quantity BIGINT, 
	amount_fen BIGINT, 
	tape_hash VARCHAR(16), 
	composite_close BIGINT, 
	failed BIGINT NOT NULL, 
	problem VARCHAR(400) NOT NULL, 
	PRIMARY KEY (date)
);
INSERT INTO "days" VALUES(20260105,5,3,24,188400,'8d8c0b7b3934749c',7850,1,'');
INSERT INTO "days" VALUES(20260106,1,NULL,NULL,NULL,NULL,NULL,0,'');
CREATE TABLE default_acts (
	number INTEGER NOT NULL, 
	of_default BIGINT NOT NULL, 
	kind SMALLINT NOT NULL, 
	time_ns BIGINT NOT NULL, 
	date INTEGER NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	deadline_ns BIGINT NOT NULL, 
	event BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	document VARCHAR(120) NOT NULL, 
	note VARCHAR(400) NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE default_rules (
	number INTEGER NOT NULL, 
	top_up_minute SMALLINT, 
	top_up_days SMALLINT NOT NULL, 
	automatic SMALLINT NOT NULL, 
	fee_share_bp INTEGER NOT NULL, 
	hold_results SMALLINT NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	document VARCHAR(120) NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "default_rules" VALUES(1,600,2,0,100,0,1700000000000000000,'lin','bridge','rule 1');
CREATE TABLE defaults (
	number INTEGER NOT NULL, 
	date INTEGER NOT NULL, 
	seq BIGINT NOT NULL, 
	account INTEGER NOT NULL, 
	instrument VARCHAR(24) NOT NULL, 
	missing BIGINT NOT NULL, 
	PRIMARY KEY (number), 
	CONSTRAINT something_missing CHECK (missing > 0), 
	UNIQUE (seq)
);
CREATE TABLE entities (
	entity INTEGER NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	kind SMALLINT NOT NULL, 
	province SMALLINT NOT NULL, 
	sector SMALLINT NOT NULL, 
	credit_code VARCHAR(18), 
	status SMALLINT NOT NULL, 
	opened_ns BIGINT NOT NULL, 
	opened_by VARCHAR(64) NOT NULL, 
	PRIMARY KEY (entity), 
	UNIQUE (credit_code)
);
INSERT INTO "entities" VALUES(1,'Huaneng Power',1,42,1,NULL,1,1767576601000000000,'bridge');
INSERT INTO "entities" VALUES(2,'Baowu Steel',2,0,0,NULL,1,1767576602000000000,'bridge');
INSERT INTO "entities" VALUES(3,'Green Capital',2,0,0,NULL,1,1767576603000000000,'bridge');
CREATE TABLE files (
	digest VARCHAR(64) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	reference VARCHAR(120) NOT NULL, 
	event BIGINT NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	rows INTEGER NOT NULL, 
	total BIGINT NOT NULL, 
	content VARCHAR(64), 
	PRIMARY KEY (kind, reference)
);
CREATE TABLE held_days (
	date INTEGER NOT NULL, 
	until_ns BIGINT NOT NULL, 
	PRIMARY KEY (date)
);
CREATE TABLE holdings (
	account INTEGER NOT NULL, 
	instrument VARCHAR(24) NOT NULL, 
	state SMALLINT NOT NULL, 
	quantity BIGINT NOT NULL, 
	PRIMARY KEY (account, instrument, state), 
	CONSTRAINT holding_not_negative CHECK (account = -1 OR quantity >= 0)
)
 WITHOUT ROWID

;
INSERT INTO "holdings" VALUES(-2,'',100,5000);
INSERT INTO "holdings" VALUES(-1,'',150,-3005000);
INSERT INTO "holdings" VALUES(-1,'CEA',50,-1500);
INSERT INTO "holdings" VALUES(-1,'CEA25',50,-6000);
INSERT INTO "holdings" VALUES(0,'',100,24);
INSERT INTO "holdings" VALUES(1,'',100,921490);
INSERT INTO "holdings" VALUES(1,'',101,0);
INSERT INTO "holdings" VALUES(1,'CEA',1,500);
INSERT INTO "holdings" VALUES(1,'CEA25',1,370);
INSERT INTO "holdings" VALUES(1,'CEA25',2,610);
INSERT INTO "holdings" VALUES(1,'CEA25',3,10);
INSERT INTO "holdings" VALUES(1,'CEA25',6,0);
INSERT INTO "holdings" VALUES(1,'CEA25',7,20);
INSERT INTO "holdings" VALUES(2,'',100,1046315);
INSERT INTO "holdings" VALUES(2,'',101,777);
INSERT INTO "holdings" VALUES(2,'CEA',1,430);
INSERT INTO "holdings" VALUES(2,'CEA',3,70);
INSERT INTO "holdings" VALUES(2,'CEA25',1,1400);
INSERT INTO "holdings" VALUES(2,'CEA25',2,594);
INSERT INTO "holdings" VALUES(2,'CEA25',6,0);
INSERT INTO "holdings" VALUES(3,'',100,1031394);
INSERT INTO "holdings" VALUES(3,'',101,0);
INSERT INTO "holdings" VALUES(3,'CEA',1,500);
INSERT INTO "holdings" VALUES(3,'CEA25',1,2400);
INSERT INTO "holdings" VALUES(3,'CEA25',2,1);
INSERT INTO "holdings" VALUES(3,'CEA25',3,595);
INSERT INTO "holdings" VALUES(3,'CEA25',6,0);
CREATE TABLE instruments (
	instrument VARCHAR(24) NOT NULL, 
	year SMALLINT, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	PRIMARY KEY (instrument)
);
INSERT INTO "instruments" VALUES('CEA',2020,1795994187018131557,'upgrade');
INSERT INTO "instruments" VALUES('CEA25',2025,1795994187018131557,'upgrade');
INSERT INTO "instruments" VALUES('CEA21',2021,1795994187018131557,'upgrade');
INSERT INTO "instruments" VALUES('CEA22',2022,1795994187018131557,'upgrade');
INSERT INTO "instruments" VALUES('CEA23',2023,1795994187018131557,'upgrade');
INSERT INTO "instruments" VALUES('CEA24',2024,1795994187018131557,'upgrade');
INSERT INTO "instruments" VALUES('CEA26',2026,1795994187018131557,'upgrade');
INSERT INTO "instruments" VALUES('CCER24',2024,1700000000000000000,'lin');
CREATE TABLE issues (
	issue INTEGER NOT NULL, 
	instrument VARCHAR(24) NOT NULL, 
	first BIGINT NOT NULL, 
	last BIGINT NOT NULL, 
	year SMALLINT NOT NULL, 
	province SMALLINT NOT NULL, 
	PRIMARY KEY (issue), 
	CONSTRAINT issue_once UNIQUE (instrument, first), 
	CONSTRAINT issue_in_order CHECK (first >= 1 AND first <= last)
);
INSERT INTO "issues" VALUES(38,'CEA',1,500,2000,0);
INSERT INTO "issues" VALUES(39,'CEA25',1,400,2000,0);
INSERT INTO "issues" VALUES(40,'CEA25',401,1010,2000,0);
INSERT INTO "issues" VALUES(41,'CEA',501,930,2000,0);
INSERT INTO "issues" VALUES(42,'CEA25',1011,2410,2000,0);
INSERT INTO "issues" VALUES(43,'CEA25',2411,3004,2000,0);
INSERT INTO "issues" VALUES(44,'CEA',931,1000,2000,0);
INSERT INTO "issues" VALUES(45,'CEA',1001,1500,2000,0);
INSERT INTO "issues" VALUES(46,'CEA25',3005,5404,2000,0);
INSERT INTO "issues" VALUES(47,'CEA25',5405,5405,2000,0);
INSERT INTO "issues" VALUES(48,'CEA25',5406,6000,2000,0);
CREATE TABLE "journal" (
	number INTEGER NOT NULL, 
	time_ns BIGINT NOT NULL, 
	date INTEGER NOT NULL, 
	kind SMALLINT NOT NULL, 
	instrument VARCHAR(24) NOT NULL, 
	quantity BIGINT NOT NULL, 
	from_account INTEGER NOT NULL, 
	from_state SMALLINT NOT NULL, 
	to_account INTEGER NOT NULL, 
	to_state SMALLINT NOT NULL, 
	method VARCHAR(24) NOT NULL, 
	trade BIGINT NOT NULL, 
	reference BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	event BIGINT NOT NULL, 
	PRIMARY KEY (number), 
	CONSTRAINT entry_not_negative CHECK (quantity >= 0)
);
INSERT INTO "journal" VALUES(1,1767576601000000000,20260105,1,'CEA25',1000,-1,50,1,1,'',0,0,'bridge',1);
INSERT INTO "journal" VALUES(2,1767576601000000000,20260105,1,'CEA',500,-1,50,1,1,'',0,0,'bridge',2);
INSERT INTO "journal" VALUES(3,1767576601000000000,20260105,10,'',1000000,-1,150,1,101,'',0,0,'bridge',3);
INSERT INTO "journal" VALUES(4,1767576601000000000,20260105,12,'CEA25',600,1,1,1,6,'',0,0,'bridge',4);
INSERT INTO "journal" VALUES(5,1767576602000000000,20260105,1,'CEA25',2000,-1,50,2,1,'',0,0,'bridge',5);
INSERT INTO "journal" VALUES(6,1767576602000000000,20260105,1,'CEA',500,-1,50,2,1,'',0,0,'bridge',6);
INSERT INTO "journal" VALUES(7,1767576602000000000,20260105,10,'',1000000,-1,150,2,101,'',0,0,'bridge',7);
INSERT INTO "journal" VALUES(8,1767576602000000000,20260105,12,'CEA25',600,2,1,2,6,'',0,0,'bridge',8);
INSERT INTO "journal" VALUES(9,1767576603000000000,20260105,1,'CEA25',3000,-1,50,3,1,'',0,0,'bridge',9);
INSERT INTO "journal" VALUES(10,1767576603000000000,20260105,1,'CEA',500,-1,50,3,1,'',0,0,'bridge',10);
INSERT INTO "journal" VALUES(11,1767576603000000000,20260105,10,'',1000000,-1,150,3,101,'',0,0,'bridge',11);
INSERT INTO "journal" VALUES(12,1767576603000000000,20260105,12,'CEA25',600,3,1,3,6,'',0,0,'bridge',12);
INSERT INTO "journal" VALUES(13,1767576604000000000,20260105,14,'',1000000,1,101,1,100,'',0,3,'bridge',13);
INSERT INTO "journal" VALUES(14,1767576604000000000,20260105,14,'CEA25',600,1,6,1,2,'',0,4,'bridge',14);
INSERT INTO "journal" VALUES(15,1767576604000000000,20260105,14,'',1000000,2,101,2,100,'',0,7,'bridge',15);
INSERT INTO "journal" VALUES(16,1767576604000000000,20260105,14,'CEA25',600,2,6,2,2,'',0,8,'bridge',16);
INSERT INTO "journal" VALUES(17,1767576604000000000,20260105,14,'',1000000,3,101,3,100,'',0,11,'bridge',17);
INSERT INTO "journal" VALUES(18,1767576604000000000,20260105,14,'CEA25',600,3,6,3,2,'',0,12,'bridge',18);
INSERT INTO "journal" VALUES(19,1767576605000000000,20260105,2,'CEA25',595,3,2,3,3,'',0,0,'bridge',19);
INSERT INTO "journal" VALUES(20,1767576605000000000,20260105,2,'CEA',100,2,1,2,3,'',0,0,'bridge',20);
INSERT INTO "journal" VALUES(21,1767576605000000000,20260105,3,'CEA',30,2,3,2,1,'',0,0,'bridge',21);
INSERT INTO "journal" VALUES(22,1767576606000000000,20260105,20,'CEA25',10,2,2,1,2,'listed',1,0,'bridge',22);
INSERT INTO "journal" VALUES(23,1767576606000000000,20260105,21,'',78500,1,100,2,100,'listed',1,0,'bridge',22);
INSERT INTO "journal" VALUES(24,1767576606000000000,20260105,22,'',3,1,100,0,100,'listed',1,0,'bridge',22);
INSERT INTO "journal" VALUES(25,1767576606000000000,20260105,23,'',2,1,100,0,100,'listed',1,0,'bridge',22);
INSERT INTO "journal" VALUES(26,1767576606000000000,20260105,22,'',3,2,100,0,100,'listed',1,0,'bridge',22);
INSERT INTO "journal" VALUES(27,1767576606000000000,20260105,22,'',3,1,100,0,100,'listed',2,0,'bridge',27);
INSERT INTO "journal" VALUES(28,1767576606000000000,20260105,23,'',2,1,100,0,100,'listed',2,0,'bridge',28);
INSERT INTO "journal" VALUES(29,1767576606000000000,20260105,22,'',3,3,100,0,100,'listed',2,0,'bridge',29);
INSERT INTO "journal" VALUES(30,1767576606000000000,20260105,20,'CEA25',4,3,2,2,2,'listed',3,0,'bridge',30);
INSERT INTO "journal" VALUES(31,1767576606000000000,20260105,21,'',31400,2,100,3,100,'listed',3,0,'bridge',30);
INSERT INTO "journal" VALUES(32,1767576606000000000,20260105,22,'',3,2,100,0,100,'listed',3,0,'bridge',30);
INSERT INTO "journal" VALUES(33,1767576606000000000,20260105,23,'',2,2,100,0,100,'listed',3,0,'bridge',30);
INSERT INTO "journal" VALUES(34,1767576606000000000,20260105,22,'',3,3,100,0,100,'listed',3,0,'bridge',30);
INSERT INTO "journal" VALUES(35,1767576607000000000,20260106,13,'CEA25',5,1,2,1,6,'',0,0,'bridge',35);
INSERT INTO "journal" VALUES(36,1767576607000000000,20260106,11,'',777,2,100,2,101,'',0,0,'bridge',36);
INSERT INTO "journal" VALUES(37,1767576608000000000,20260106,15,'CEA25',5,1,6,1,2,'',0,35,'bridge',37);
INSERT INTO "journal" VALUES(38,1795994186833862098,20260106,36,'CEA',500,1,1,1,1,'',0,0,'upgrade',38);
INSERT INTO "journal" VALUES(39,1795994186836769828,20260106,36,'CEA25',400,1,1,1,1,'',0,0,'upgrade',39);
INSERT INTO "journal" VALUES(40,1795994186836896186,20260106,36,'CEA25',610,1,2,1,2,'',0,0,'upgrade',40);
INSERT INTO "journal" VALUES(41,1795994186836965910,20260106,36,'CEA',430,2,1,2,1,'',0,0,'upgrade',41);
INSERT INTO "journal" VALUES(42,1795994186837046100,20260106,36,'CEA25',1400,2,1,2,1,'',0,0,'upgrade',42);
INSERT INTO "journal" VALUES(43,1795994186837110285,20260106,36,'CEA25',594,2,2,2,2,'',0,0,'upgrade',43);
INSERT INTO "journal" VALUES(44,1795994186837173429,20260106,36,'CEA',70,2,3,2,3,'',0,0,'upgrade',44);
INSERT INTO "journal" VALUES(45,1795994186837233108,20260106,36,'CEA',500,3,1,3,1,'',0,0,'upgrade',45);
INSERT INTO "journal" VALUES(46,1795994186837292757,20260106,36,'CEA25',2400,3,1,3,1,'',0,0,'upgrade',46);
INSERT INTO "journal" VALUES(47,1795994186837350984,20260106,36,'CEA25',1,3,2,3,2,'',0,0,'upgrade',47);
INSERT INTO "journal" VALUES(48,1795994186837415490,20260106,36,'CEA25',595,3,3,3,3,'',0,0,'upgrade',48);
INSERT INTO "journal" VALUES(49,1700000000000000000,20260107,2,'CEA25',10,1,1,1,3,'',0,0,'lin',49);
INSERT INTO "journal" VALUES(50,1700000000000000000,20260107,40,'CEA25',20,1,1,1,7,'',0,0,'lin',50);
INSERT INTO "journal" VALUES(51,1700000000000000000,20260107,70,'',5000,-1,150,-2,100,'',0,0,'lin',51);
CREATE TABLE mandates (
	number INTEGER NOT NULL, 
	entity INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	public_key VARCHAR(64) NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	title VARCHAR(64) NOT NULL, 
	rights SMALLINT NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	document VARCHAR(120) NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE moved_spans (
	entry BIGINT NOT NULL, 
	first BIGINT NOT NULL, 
	last BIGINT NOT NULL, 
	instrument VARCHAR(24) NOT NULL, 
	fork BIGINT NOT NULL, 
	PRIMARY KEY (entry, first)
)
 WITHOUT ROWID

;
INSERT INTO "moved_spans" VALUES(38,1,500,'CEA',256);
INSERT INTO "moved_spans" VALUES(39,1,400,'CEA25',256);
INSERT INTO "moved_spans" VALUES(40,401,1010,'CEA25',512);
INSERT INTO "moved_spans" VALUES(41,501,930,'CEA',512);
INSERT INTO "moved_spans" VALUES(42,1011,2410,'CEA25',2048);
INSERT INTO "moved_spans" VALUES(43,2411,3004,'CEA25',2560);
INSERT INTO "moved_spans" VALUES(44,931,1000,'CEA',960);
INSERT INTO "moved_spans" VALUES(45,1001,1500,'CEA',1024);
INSERT INTO "moved_spans" VALUES(46,3005,5404,'CEA25',4096);
INSERT INTO "moved_spans" VALUES(47,5405,5405,'CEA25',5405);
INSERT INTO "moved_spans" VALUES(48,5406,6000,'CEA25',5632);
INSERT INTO "moved_spans" VALUES(49,1,10,'CEA25',8);
INSERT INTO "moved_spans" VALUES(50,11,30,'CEA25',16);
CREATE TABLE objection_answers (
	objection INTEGER NOT NULL, 
	time_ns BIGINT NOT NULL, 
	upheld SMALLINT NOT NULL, 
	reason VARCHAR(400) NOT NULL, 
	event BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	document VARCHAR(120) NOT NULL, 
	PRIMARY KEY (objection)
);
CREATE TABLE objections (
	number INTEGER NOT NULL, 
	time_ns BIGINT NOT NULL, 
	date INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	method VARCHAR(24) NOT NULL, 
	trade BIGINT NOT NULL, 
	text VARCHAR(400) NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE obligations (
	number INTEGER NOT NULL, 
	entity INTEGER NOT NULL, 
	year SMALLINT NOT NULL, 
	emissions BIGINT NOT NULL, 
	due BIGINT NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "obligations" VALUES(1,1,2024,500,500,1700000000000000000,'lin');
CREATE TABLE payments (
	payment INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	holder VARCHAR(120) NOT NULL, 
	bank VARCHAR(64) NOT NULL, 
	bank_account VARCHAR(34) NOT NULL, 
	status SMALLINT NOT NULL, 
	requested INTEGER NOT NULL, 
	line BIGINT, 
	file INTEGER, 
	sent INTEGER, 
	reason VARCHAR(400) NOT NULL, 
	PRIMARY KEY (payment), 
	CONSTRAINT payment_positive CHECK (amount_fen > 0)
);
CREATE TABLE proposals (
	number INTEGER NOT NULL, 
	entity INTEGER NOT NULL, 
	account INTEGER NOT NULL, 
	operation VARCHAR(32) NOT NULL, 
	fields VARCHAR(2000) NOT NULL, 
	maker VARCHAR(64) NOT NULL, 
	time_ns BIGINT NOT NULL, 
	status SMALLINT NOT NULL, 
	checker VARCHAR(64) NOT NULL, 
	decided_ns BIGINT NOT NULL, 
	event BIGINT NOT NULL, 
	note VARCHAR(400) NOT NULL, 
	PRIMARY KEY (number)
);
CREATE TABLE recoveries (
	number INTEGER NOT NULL, 
	journal_before BIGINT NOT NULL, 
	exchange_last BIGINT NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	ended_ns BIGINT, 
	PRIMARY KEY (number)
);
INSERT INTO "recoveries" VALUES(90010,90000,90009,1700000000000000000,'lin',1700000000000000000);
CREATE TABLE "registry" (
	one SMALLINT NOT NULL, 
	epoch VARCHAR(64) NOT NULL, 
	next_seq BIGINT NOT NULL, 
	writes BIGINT NOT NULL, 
	writer VARCHAR(32) NOT NULL, 
	PRIMARY KEY (one)
);
INSERT INTO "registry" VALUES(1,'venue',6,0,'');
CREATE TABLE representatives (
	entity INTEGER NOT NULL, 
	since_ns BIGINT NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	until_ns BIGINT, 
	PRIMARY KEY (entity, since_ns)
);
INSERT INTO "representatives" VALUES(1,1700000000000000000,'Lin Mei',NULL);
CREATE TABLE reserve_shares (
	date INTEGER NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	event BIGINT NOT NULL, 
	PRIMARY KEY (date)
);
CREATE TABLE rules (
	name VARCHAR(32) NOT NULL, 
	entity INTEGER NOT NULL, 
	value BIGINT NOT NULL, 
	PRIMARY KEY (name, entity)
);
INSERT INTO "rules" VALUES('sale_money_days',0,2);
CREATE TABLE sign_offs (
	event INTEGER NOT NULL, 
	time_ns BIGINT NOT NULL, 
	kind SMALLINT NOT NULL, 
	entries INTEGER NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	document VARCHAR(120) NOT NULL, 
	note VARCHAR(400) NOT NULL, 
	reverses BIGINT, 
	PRIMARY KEY (event), 
	UNIQUE (reverses)
);
INSERT INTO "sign_offs" VALUES(49,1700000000000000000,2,1,'lin','bridge','order 49','',NULL);
INSERT INTO "sign_offs" VALUES(50,1700000000000000000,40,1,'lin','bridge','order 50','',NULL);
INSERT INTO "sign_offs" VALUES(51,1700000000000000000,70,1,'lin','bridge','order 51','',NULL);
CREATE TABLE surrenders (
	event INTEGER NOT NULL, 
	entity INTEGER NOT NULL, 
	year SMALLINT NOT NULL, 
	account INTEGER NOT NULL, 
	instrument VARCHAR(24) NOT NULL, 
	credit SMALLINT NOT NULL, 
	quantity BIGINT NOT NULL, 
	date INTEGER NOT NULL, 
	PRIMARY KEY (event)
);
INSERT INTO "surrenders" VALUES(50,1,2024,1,'CEA25',0,20,20260107);
CREATE TABLE trades (
	seq INTEGER NOT NULL, 
	date INTEGER NOT NULL, 
	method VARCHAR(24) NOT NULL, 
	trade BIGINT NOT NULL, 
	instrument VARCHAR(24) NOT NULL, 
	instrument_number INTEGER NOT NULL, 
	price BIGINT NOT NULL, 
	quantity BIGINT NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	buyer INTEGER NOT NULL, 
	seller INTEGER NOT NULL, 
	buyer_trading_fee_fen BIGINT NOT NULL, 
	buyer_settlement_fee_fen BIGINT NOT NULL, 
	seller_trading_fee_fen BIGINT NOT NULL, 
	seller_settlement_fee_fen BIGINT NOT NULL, 
	status SMALLINT NOT NULL, 
	reason VARCHAR(400) NOT NULL, 
	PRIMARY KEY (seq), 
	CONSTRAINT trade_once UNIQUE (method, trade)
);
INSERT INTO "trades" VALUES(1,20260105,'listed',1,'CEA25',5,7850,10,78500,1,2,3,2,3,0,2,'');
INSERT INTO "trades" VALUES(2,20260105,'listed',2,'CEA25',5,7850,10,78500,1,3,3,2,3,0,3,'units_insufficient in account 3');
INSERT INTO "trades" VALUES(3,20260105,'listed',3,'CEA25',5,7850,4,31400,2,3,3,2,3,0,2,'');
INSERT INTO "trades" VALUES(5,20260106,'listed',4,'CEA25',5,7850,7,54950,1,2,3,2,3,0,1,'');
CREATE TABLE transfer_windows (
	task SMALLINT NOT NULL, 
	opens SMALLINT NOT NULL, 
	closes SMALLINT NOT NULL, 
	PRIMARY KEY (task), 
	CONSTRAINT window_in_order CHECK (0 <= opens AND opens < closes AND closes <= 1440)
);
INSERT INTO "transfer_windows" VALUES(12,540,930);
CREATE TABLE transfers (
	reference INTEGER NOT NULL, 
	task SMALLINT NOT NULL, 
	account INTEGER NOT NULL, 
	instrument VARCHAR(24) NOT NULL, 
	quantity BIGINT NOT NULL, 
	date INTEGER NOT NULL, 
	status SMALLINT NOT NULL, 
	code VARCHAR(64) NOT NULL, 
	PRIMARY KEY (reference)
);
INSERT INTO "transfers" VALUES(3,10,1,'',1000000,20260105,2,'');
INSERT INTO "transfers" VALUES(4,12,1,'CEA25',600,20260105,2,'');
INSERT INTO "transfers" VALUES(7,10,2,'',1000000,20260105,2,'');
INSERT INTO "transfers" VALUES(8,12,2,'CEA25',600,20260105,2,'');
INSERT INTO "transfers" VALUES(11,10,3,'',1000000,20260105,2,'');
INSERT INTO "transfers" VALUES(12,12,3,'CEA25',600,20260105,2,'');
INSERT INTO "transfers" VALUES(35,13,1,'CEA25',5,20260106,3,'cash_of_sales');
INSERT INTO "transfers" VALUES(36,11,2,'',777,20260106,1,'');
CREATE TABLE vintage_rules (
	number INTEGER NOT NULL, 
	first_year SMALLINT NOT NULL, 
	last_year SMALLINT NOT NULL, 
	arrears SMALLINT NOT NULL, 
	from_day INTEGER NOT NULL, 
	first_vintage SMALLINT NOT NULL, 
	last_vintage SMALLINT NOT NULL, 
	source VARCHAR(120) NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "vintage_rules" VALUES(1,2030,2031,0,0,2029,2031,'plan 2030',1700000000000000000,'lin');
CREATE TABLE year_rules (
	number INTEGER NOT NULL, 
	year SMALLINT NOT NULL, 
	deadline INTEGER NOT NULL, 
	offset_bp INTEGER NOT NULL, 
	fine_low INTEGER NOT NULL, 
	fine_high INTEGER NOT NULL, 
	time_ns BIGINT NOT NULL, 
	who VARCHAR(64) NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "year_rules" VALUES(1,2024,20261231,500,5,10,1700000000000000000,'lin');
CREATE INDEX trades_day ON trades (date, status, seq);
CREATE INDEX transfers_status ON transfers (status, reference);
CREATE INDEX changes_subject ON changes (subject, subject_number, number);
CREATE INDEX moved_spans_fork ON moved_spans (instrument, fork);
CREATE INDEX journal_from ON journal (from_account, number);
CREATE INDEX journal_to ON journal (to_account, number);
CREATE INDEX accounts_entity ON accounts (entity);
CREATE INDEX obligations_entity ON obligations (entity, year, number);
CREATE INDEX obligations_year ON obligations (year, entity, number);
CREATE INDEX surrenders_year ON surrenders (year, entity);
CREATE INDEX carry_overs_year ON carry_overs (year, entity);
CREATE INDEX carry_over_ends_request ON carry_over_ends (request);
CREATE INDEX certificates_entity ON certificates (entity, year);
CREATE INDEX alerts_entity ON alerts (entity, year, kind, number);
CREATE INDEX defaults_date ON defaults (date, number);
CREATE INDEX defaults_account ON defaults (account, number);
CREATE INDEX default_acts_default ON default_acts (of_default, number);
CREATE INDEX default_acts_date ON default_acts (date, kind);
CREATE INDEX objections_date ON objections (date, number);
CREATE INDEX objections_account ON objections (account, number);
CREATE INDEX bank_lines_date ON bank_lines (date);
CREATE INDEX bank_lines_booked ON bank_lines (booked);
CREATE INDEX bank_lines_account ON bank_lines (account, number);
CREATE INDEX bank_balances_date ON bank_balances (date, number);
CREATE INDEX journal_bank ON journal (date) WHERE from_state = 150 OR to_state = 150;
CREATE INDEX payments_account ON payments (account, payment);
CREATE INDEX payments_status ON payments (status, payment);
CREATE INDEX payments_file ON payments (file, payment);
CREATE INDEX payments_line ON payments (line);
CREATE INDEX mandates_entity ON mandates (entity, "key", number);
CREATE INDEX proposals_status ON proposals (status, number);
CREATE INDEX proposals_account ON proposals (account, number);
CREATE INDEX files_digest ON files (digest);
CREATE INDEX files_content ON files (content);
COMMIT;
