-- From where on a source is asked for what changed. A community without a row is read as a whole.
create table source_cursor (
  community_id int not null,
  cursor text not null,
  -- How rows were understood when they were read; understood otherwise, they are all read again.
  meaning text not null,
  -- When the ids and versions of the source were last compared with the copy; null: the next run does it.
  swept_at timestamptz,
  primary key (community_id)
);
