-- Comparisons of the copy with the system of record: what was found, and the digests that were compared.
create table verification (
  community_id int not null,
  verification_id int not null,
  -- The latest run then: what that run left is what was compared.
  run_id int not null,
  verified_at timestamptz not null,
  duration_ms int not null,
  -- Verdicts, listings, search keys and what is remembered were compared, too, and not the facts alone.
  thorough boolean not null,
  customers int not null,
  equal int not null,
  differences int not null,
  -- Records that differ for a reason: the next run brings them, or they are kept until a held run is decided about.
  pending int not null,
  kept int not null,
  source_digest text not null,
  copy_digest text not null,
  -- A repair waits for the next run: it reads the whole source, whether or not that has changed.
  read_again boolean not null default false,
  primary key (community_id, verification_id)
);
