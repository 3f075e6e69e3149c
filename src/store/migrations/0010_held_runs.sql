-- Whether a run waits for a decision is asked for every page of an administrator: hardly ever one does.
create index run_held on run (community_id, run_id) where held is not null;
