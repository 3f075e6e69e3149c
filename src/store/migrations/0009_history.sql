-- What was known when. A row is one change of one record, as the difference back: a JSON merge patch (RFC 7396) that,
-- applied to the record as it was afterwards, gives the record as it was before; null where it was not in the copy. So
-- going back from the current row gives any earlier state, and a record that never changed has no row.
--
-- `run_id` is the latest run when it happened: of cause `run`, the run that made it. Run ids and version numbers grow
-- together, so that what is older than a run can be found by the index that a report of a run uses.
create table version (
  community_id int not null,
  run_id int not null,
  version_no bigint generated always as identity,
  at timestamptz not null,
  -- Of a record that was removed: the run that had brought it.
  first_run int,
  kind text collate "C" not null check (kind in ('customer', 'account')),
  source_id text collate "C" not null,
  cause text not null check (cause in ('run', 'settings', 'date')),
  -- Of an account: the ids of those who held it before or after, with unit separators between them.
  holders text,
  -- Of an account: the mask of the departments to which it belonged before and after.
  departments bigint,
  was json,
  primary key (community_id, kind, source_id, version_no)
);
create index version_run on version (community_id, run_id);
create index version_first_run on version (community_id, first_run) where first_run is not null;

-- A rejected row as it was in earlier runs: from `run_id` on, and no more in `until_run`. What is still rejected stands
-- in `rejected_row` alone, so that a row which is rejected in every run costs nothing more each time.
create table past_rejection (
  community_id int not null,
  kind text collate "C" not null,
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
  until_run int not null,
  primary key (community_id, kind, row_key, until_run)
);
create index past_rejection_until on past_rejection (community_id, until_run);

-- From when on every change of a community is known: what is older was forgotten, or was never written down.
alter table platform.community add column history_since timestamptz not null default now();
