-- A word of the lexicon has the code of its field before it, as the search keys have, so that what a misspelt word may stand
-- for is looked for where it is used (src/search/keys.ts, `lexiconWordsOf`). They are taken from the keys anew.
delete from lexicon_word;
insert into lexicon_word (community_id, word, no)
select community_id, word, row_number() over (partition by community_id order by word)
from (select distinct community_id, split_part(key, ' ', 1) as word from search_key
  where left(key, 1) in ('2', '3', '5', '6', 'a')) w
where (length(word) > 2 or octet_length(word) > 4) and substr(word, 2) !~ '[[:digit:]@]';
