-- Two kinds of tables, told apart by their schema.
--
-- `platform`: what belongs to the installation: communities, grants, secrets. Read only by the owner of the schema.
-- `public`:   what belongs to one community. Every table here begins its primary key with community_id, and the
--             migration runner adds row-level security and the grants of the roles `app` and `app_search` to each.
--
-- No triggers, no unique key without community_id, no sub-select in a policy: Citus refuses them, and the schema is to
-- distribute by community_id unchanged.

create schema platform;

create table platform.community (
  community_id int generated always as identity primary key,
  slug text not null unique,
  name text not null,
  source text not null,
  settings jsonb not null default '{}',
  is_demo boolean not null default false,
  created_at timestamptz not null default now()
);

-- Keys of this installation (sign-in cookies, the keyed hash of tax ids). Made once, never shown.
create table platform.secret (
  name text primary key,
  value text not null
);

create table platform.user_grant (
  user_id text not null,
  community_id int not null references platform.community on delete cascade,
  role text not null check (role in ('staff', 'admin', 'support')),
  rights text[] not null,
  all_departments boolean not null,
  departments bigint not null,
  granted_at timestamptz not null default now(),
  primary key (user_id, community_id)
);

-- Failed sign-ins by e-mail address, known or not, so that both answer alike.
create table platform.sign_in_attempt (
  email text primary key,
  failures int not null,
  locked_until timestamptz
);

-- What people did: who, what, when. Never the content of a record.
create table platform.audit (
  audit_id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  community_id int,
  user_id text,
  action text not null,
  facts jsonb not null default '{}'
);

-- Departments are bits of a bigint mask. 63 stands for "none" and is never stored here.
create table department (
  community_id int not null,
  bit smallint not null check (bit between 0 and 62),
  name text not null,
  name_key text not null,
  primary key (community_id, bit),
  unique (community_id, name_key)
);

create table run (
  community_id int not null,
  run_id int not null,
  trigger text not null,
  status text not null check (status in ('running', 'completed', 'held', 'failed')),
  seen int not null default 0,
  added int not null default 0,
  updated int not null default 0,
  unchanged int not null default 0,
  removed int not null default 0,
  merged int not null default 0,
  rejected int not null default 0,
  source_read_at timestamptz,
  -- What was read and how it was read: equal means that there is nothing new to plan.
  source_version text,
  started_at timestamptz not null,
  finished_at timestamptz,
  message text,
  ledger jsonb,
  -- Of a held run: the removals that an administrator confirms or discards.
  held jsonb,
  primary key (community_id, run_id)
);

-- One source record as it was read: a customer row, or an account row with its holders and charges.
create table source_record (
  community_id int not null,
  kind text collate "C" not null check (kind in ('customer', 'account')),
  source_id text collate "C" not null,
  hash text collate "C" not null,
  payload json not null,
  first_run int not null,
  changed_run int not null,
  primary key (community_id, kind, source_id)
);

-- What the import refused in the last run that read it, with the reason.
create table rejected_row (
  community_id int not null,
  kind text collate "C" not null check (kind in ('customer', 'account', 'holder', 'charge', 'merge')),
  row_key text collate "C" not null,
  customer_id text collate "C",
  account_id text collate "C",
  account_number text,
  label text,
  file text,
  line int,
  column_name text,
  reason text not null,
  says text not null,
  payload json not null,
  departments bigint not null,
  run_id int not null,
  primary key (community_id, kind, row_key)
);
create index rejected_row_customer on rejected_row (community_id, customer_id) where customer_id is not null;

create table customer (
  community_id int not null,
  customer_id text collate "C" not null,
  name text not null,
  kind text not null check (kind in ('person', 'business')),
  first_name text,
  middle_name text,
  last_name text,
  suffix text,
  business_name text,
  email text,
  phone text,
  phone2 text,
  mailing_address text,
  city text,
  state text,
  postal_code text,
  tax_id_hash text,
  tax_id_last4 text,
  status text not null check (status in ('active', 'inactive')),
  online_access boolean,
  confidential boolean not null,
  updated_at timestamptz,
  withheld_by jsonb not null,
  first_run int not null,
  changed_run int not null,
  primary key (community_id, customer_id)
);

create table account (
  community_id int not null,
  account_id text collate "C" not null,
  account_number text not null,
  number_key text collate "C" not null,
  former_numbers jsonb not null default '[]',
  module text not null,
  department smallint not null check (department between 0 and 63),
  status text not null check (status in ('active', 'inactive', 'closed')),
  source_status text not null,
  online_access boolean,
  service_address text,
  opened_on date,
  closed_on date,
  balance_cents bigint not null,
  updated_at timestamptz,
  withheld_by jsonb not null,
  verdict_valid_until timestamptz,
  first_run int not null,
  changed_run int not null,
  primary key (community_id, account_id)
);
create index account_number_key on account (community_id, number_key);
create index account_verdict_due on account (community_id, verdict_valid_until) where verdict_valid_until is not null;

-- A period in which a customer holds an account. `from_on` is -infinity where the source does not say.
create table holder (
  community_id int not null,
  account_id text collate "C" not null,
  customer_id text collate "C" not null,
  role text collate "C" not null check (role in ('owner', 'tenant', 'landlord', 'cosigner', 'other')),
  from_on date not null,
  to_on date,
  primary key (community_id, account_id, customer_id, role, from_on)
);
create index holder_customer on holder (community_id, customer_id);

-- A tie that the source no longer has, kept so that "reassigned to" can be said.
create table former_holder (
  community_id int not null,
  customer_id text collate "C" not null,
  account_id text collate "C" not null,
  account_number text not null,
  department smallint not null,
  ended_at timestamptz not null,
  run_id int not null,
  primary key (community_id, customer_id, account_id)
);

create table charge (
  community_id int not null,
  account_id text collate "C" not null,
  charge_id text collate "C" not null,
  kind text not null check (kind in ('charge', 'due', 'assessment', 'credit', 'deposit')),
  description text,
  amount_cents bigint not null,
  balance_cents bigint not null,
  posted_on date,
  due_on date,
  primary key (community_id, account_id, charge_id)
);

create table tombstone (
  community_id int not null,
  kind text collate "C" not null check (kind in ('customer', 'account')),
  source_id text collate "C" not null,
  label text not null,
  account_number text,
  number_key text collate "C",
  departments bigint not null,
  gone_at timestamptz not null,
  run_id int not null,
  primary key (community_id, kind, source_id)
);
create index tombstone_number_key on tombstone (community_id, number_key) where number_key is not null;

-- An old id that now leads to another record.
create table alias (
  community_id int not null,
  kind text collate "C" not null check (kind in ('customer', 'account')),
  from_id text collate "C" not null,
  to_id text collate "C" not null,
  at timestamptz,
  run_id int not null,
  primary key (community_id, kind, from_id)
);
create index alias_to on alias (community_id, kind, to_id);

-- One way in which a customer can be found: through one of its accounts ('' for none). `departments` is the mask in
-- which it is shared (0: withheld, ended or gone), `belongs` the mask in which it may be known of. `words` are the
-- starts of all search keys that hold for this customer through this account, each after one space.
create table listing (
  community_id int not null,
  customer_id text collate "C" not null,
  account_id text collate "C" not null,
  module text,
  departments bigint not null,
  belongs bigint not null,
  words text collate "C" not null,
  primary key (community_id, customer_id, account_id)
);

-- The strings from which a prefix search may start. The first character is the field; see src/search/keys.ts.
create table search_key (
  community_id int not null,
  key text collate "C" not null,
  customer_id text collate "C" not null,
  departments bigint not null,
  belongs bigint not null,
  primary key (community_id, key, customer_id) include (departments, belongs)
);
-- A stale visibility map costs an index-only scan more than any filter: after 1 % of the customers of a large community
-- were re-keyed without vacuum, a one-letter search went from 4 to 15 ms.
alter table search_key set (
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_insert_scale_factor = 0.01,
  autovacuum_vacuum_cost_delay = 0
);
