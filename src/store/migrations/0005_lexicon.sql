-- The words of names and addresses in use, from which misspelled ones are corrected. A word stays when it is not used any
-- more: what is found with it is looked for among the keys, so it finds nothing. `no` counts within the community, so that
-- whoever has read up to a number reads on from there.
create table lexicon_word (
  community_id int not null,
  word text collate "C" not null,
  no int not null,
  primary key (community_id, word)
);
create index lexicon_word_no on lexicon_word (community_id, no) include (word);
