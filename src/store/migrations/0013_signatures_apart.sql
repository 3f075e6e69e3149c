-- A key of a customer is kept once for each signature, so that for those who see some of its accounts the signature says
-- nothing of the others (src/search/listing.ts). The keys of every community are made anew by its next run.
alter table search_key drop constraint search_key_pkey;
alter table search_key add primary key (community_id, key, customer_id, initials, starts) include (departments, belongs);
