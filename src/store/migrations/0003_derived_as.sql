-- How verdicts, listings and search keys of a community were derived: the version of the keys and the policy. Where it
-- is another than now (a newer portal, a change of settings that was interrupted), they are made anew before the next run.
alter table platform.community add column derived_as text;
