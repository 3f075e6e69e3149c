-- Somebody has stopped the schedule of a community: since when, who, and why.
alter table platform.community add column paused_at timestamptz, add column paused_by text, add column paused_reason text;

-- How the syncing of a community goes, for whoever is in another process: the run that is at work, how far it is and who
-- wants it to stop; how many have failed in a row, and when the last is tried again. Nothing of a record.
create table platform.sync_state (
  community_id int primary key references platform.community on delete cascade,
  -- The run that is at work, or was last.
  trigger text not null,
  started_at timestamptz not null,
  -- When it last said that it is at work, on the clock of the database. Null when it has ended.
  heard_at timestamptz,
  progress jsonb,
  cancelled_by text,
  failures int not null default 0,
  retry_at timestamptz
);
