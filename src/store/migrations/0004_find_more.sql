-- Names that a customer had before: whoever knows an old one finds the customer.
alter table customer add column former_names jsonb not null default '[]';

-- A tax id is looked up exactly, by its keyed hash, by those with the right to do so.
create index customer_tax_id on customer (community_id, tax_id_hash) where tax_id_hash is not null;

-- Which words a customer may have, in 128 bits (src/search/signature.ts): so that a search for several words leaves out
-- in the index whoever lacks one of them. All keys are made anew by this version, and those there are go first.
delete from search_key;
alter table search_key add column initials bigint not null, add column starts bigint not null;
alter table search_key drop constraint search_key_pkey;
alter table search_key add primary key (community_id, key, customer_id) include (departments, belongs, initials, starts);

-- Administrators have the right to look up a tax id by their role; whoever was given fewer rights one by one keeps those.
update platform.user_grant set rights = array_append(rights, 'search_tax_id')
where role = 'admin' and rights @> '{search,explain,sync,manage_users,manage_settings}'
  and not rights @> '{search_tax_id}';
